// Lag over time in the columns that a chart wants: a time, and for each standby a value or null for a gap.

export const LIVE_MILLIS = 15 * 60_000;
export const DAY_MILLIS = 24 * 3_600_000;

// Samples farther apart than that have a gap between them, and no line belongs across it.
const GAP_SECONDS = 20;

export class LagLog {
  times = [];
  standbys = new Map();
  version = 0;

  // From a history, which has every step of its time: the most of each step, so that no peak is hidden.
  begin({ series, stepSeconds }) {
    // Each step in its middle, so that a sample behind the last one is not far from it.
    this.times = (series[0]?.points ?? []).map(({ at }) => Date.parse(at) / 1000 + stepSeconds / 2);
    this.standbys = new Map(
      series.map(({ nodeId, host, points }) => [
        nodeId,
        {
          host,
          bytes: points.map(({ lagBytes }) => lagBytes?.max ?? null),
          seconds: points.map(({ lagSeconds }) => lagSeconds?.max ?? null),
        },
      ]),
    );
    this.version++;
  }

  // A new sample behind the others. What is older than the chart shows goes.
  add({ measuredAt, standbys }) {
    const time = Date.parse(measuredAt) / 1000;
    const last = this.times.at(-1) ?? 0;
    if (time <= last) {
      return;
    }
    if (time - last > GAP_SECONDS && this.times.length > 0) {
      this.push(last + 1, []);
    }
    this.push(time, standbys);
    const old = this.times.findIndex((at) => at > time - LIVE_MILLIS / 1000);
    this.times.splice(0, old);
    for (const { bytes, seconds } of this.standbys.values()) {
      bytes.splice(0, old);
      seconds.splice(0, old);
    }
    this.version++;
  }

  push(time, standbys) {
    for (const { nodeId, host } of standbys) {
      if (!this.standbys.has(nodeId)) {
        const nothing = () => this.times.map(() => null);
        this.standbys.set(nodeId, { host, bytes: nothing(), seconds: nothing() });
      }
    }
    this.times.push(time);
    for (const [id, { bytes, seconds }] of this.standbys) {
      const replayed = standbys.find(({ nodeId }) => nodeId === id)?.replayed;
      bytes.push(replayed?.lagBytes ?? null);
      seconds.push(replayed?.lagSeconds ?? null);
    }
  }
}
