// One cluster: who follows whom, how far behind, what is wrong, what is being done.
import { html, nothing } from 'lit';
import { follow, get } from './api.js';
import { LagLog, DAY_MILLIS, LIVE_MILLIS } from './lag-log.js';
import { healthOf } from './health.js';
import { LOOK_EVERY_MILLIS, Looking } from './looking.js';
import { badge, failure, jobRows, problemList } from './parts.js';
import { primaryFacts, slotTable, standbyTable, unknowns } from './standbys.js';
import { topology } from './topology.js';
import { clock, health } from './words.js';
import './lag-chart.js';

const HISTORY_EVERY_MILLIS = 300_000;
const SEE_EVERY_MILLIS = 30_000;
const QUIET_MILLIS = 2 * LOOK_EVERY_MILLIS;
const OLD_MILLIS = 4 * LOOK_EVERY_MILLIS;

class ClusterPage extends Looking {
  static properties = { id: {}, unit: { state: true } };

  start(signal) {
    this.lag = this.now = this.alarms = this.jobs = undefined;
    this.unit = 'seconds';
    this.live = new LagLog();
    this.day = new LagLog();
    this.narrow = matchMedia('(max-width: 640px)');
    this.narrow.addEventListener('change', () => this.requestUpdate(), { signal });
    this.look = () => this.read(signal);
    this.see = () => this.survey(signal);
    this.every(LOOK_EVERY_MILLIS, this.look, signal);
    this.every(LOOK_EVERY_MILLIS, this.see, signal);
    this.every(HISTORY_EVERY_MILLIS, async () => this.day.begin(await this.history(DAY_MILLIS, signal)), signal);
    this.tried(async () => this.live.begin(await this.history(LIVE_MILLIS, signal)), signal).then(() =>
      this.listen(signal),
    );
  }

  history(span, signal) {
    const from = new Date(Date.now() - span).toISOString();
    // Live, a step holds several samples, so that one a moment late looks like no gap.
    const step = span === LIVE_MILLIS ? '&stepSeconds=15' : '';
    return get(`clusters/${this.id}/lag/history?from=${from}${step}`, signal);
  }

  async listen(signal) {
    const listen = () =>
      follow(`clusters/${this.id}/lag/stream`, {
        tell: (_, sample) => {
          this.errors.delete(listen);
          this.live.add(sample);
          this.sampled(sample, signal);
        },
        lost: (why) => this.failed(why, listen),
        signal,
      });
    await this.tried(listen, signal);
  }

  sampled(sample, signal) {
    const changed = shape(sample) !== shape(this.lag);
    this.lag = sample;
    this.heard = this.told = performance.now();
    this.requestUpdate();
    if (changed) {
      this.tried(this.look, signal);
      this.tried(this.see, signal);
    }
  }

  async read(signal) {
    const quiet = !(performance.now() - this.heard < QUIET_MILLIS);
    const [alarms, jobs, lag] = await Promise.all([
      get(`problems?clusterId=${this.id}&limit=200`, signal),
      get(`jobs?clusterId=${this.id}&limit=5`, signal),
      // The stream only tells of samples; that there are none any more, this does.
      quiet ? get(`clusters/${this.id}/lag`, signal) : undefined,
    ]);
    this.alarms = alarms.items;
    this.jobs = jobs.items;
    if (lag) {
      this.lag = lag;
      this.told = performance.now();
    }
  }

  // The newest sample; it is old as well when the service has not answered for so long.
  get sample() {
    return { ...this.lag, stale: this.lag.stale || performance.now() - this.told > OLD_MILLIS };
  }

  // Asks the hosts themselves: when the samples tell that something has changed, and now and then.
  async survey(signal) {
    const as = shape(this.lag);
    if (this.now && this.seenAs === as && performance.now() - this.seenAt < SEE_EVERY_MILLIS) {
      return;
    }
    this.seenAs = as;
    this.seenAt = performance.now();
    this.now = await get(`clusters/${this.id}`, signal);
  }

  render() {
    return html`<p class="crumbs"><a href="#/">Clusters</a></p>
      ${this.lag && this.alarms ? this.head() : html`<h1>${this.now?.name ?? 'Cluster'}</h1>`} ${failure(this.error)}
      ${this.lag && this.alarms ? this.content() : this.error ? nothing : html`<p class="meta">Looking …</p>`}`;
  }

  head() {
    document.title = `${this.now?.name ?? 'Cluster'} · Understudy`;
    const { measuredAt, stale } = this.sample;
    return html`<div class="line">
      <h1>${this.now?.name ?? 'Cluster'}</h1>
      <span role="status">${badge(health(healthOf(this.sample, this.alarms)))}</span>
      <span class=${stale ? 'meta old' : 'meta'}
        >${stale ? 'No newer sample than that of' : 'as of'} <time>${clock(measuredAt)}</time></span
      >
    </div>`;
  }

  content() {
    const busy = this.jobs.filter((job) => !job.endedAt);
    return html` ${
        busy.length > 0
          ? html`<section aria-labelledby="busy">
              <h2 id="busy">Under way</h2>
              ${jobRows(busy)}
            </section>`
          : nothing
      }
      ${
        this.alarms.length > 0
          ? html`<section aria-labelledby="wrong">
              <h2 id="wrong">Problems</h2>
              ${problemList(this.alarms)}
            </section>`
          : nothing
      }
      <section class="card" aria-labelledby="shape">
        <h2 id="shape">Topology</h2>
        ${topology(this.sample, this.now, this.narrow.matches)}
      </section>
      <section class="card" aria-labelledby="behind">
        <h2 id="behind">Standbys</h2>
        ${standbyTable(this.sample)} ${unknowns(this.lag)}
      </section>
      ${this.charts()}
      <section class="card" aria-labelledby="slots">
        <h2 id="slots">Slots</h2>
        ${slotTable(this.lag.standbys)}
      </section>
      <section class="card" aria-labelledby="primary">
        <h2 id="primary">Primary</h2>
        ${primaryFacts(this.lag.primary, this.now)}
      </section>
      ${
        this.jobs.length > 0
          ? html`<section aria-labelledby="jobs">
              <h2 id="jobs">Newest jobs</h2>
              ${jobRows(this.jobs)}
            </section>`
          : nothing
      }`;
  }

  charts() {
    const choice = (unit, name) =>
      html`<label
        ><input
          type="radio"
          name="unit"
          value=${unit}
          .checked=${this.unit === unit}
          @change=${() => (this.unit = unit)}
        />${name}</label
      >`;
    return html`<section class="card" aria-labelledby="lag">
      <div class="line">
        <h2 id="lag">Replay lag</h2>
        <fieldset class="choice">
          <legend class="unseen">Unit</legend>
          ${choice('seconds', 'Time')} ${choice('bytes', 'Bytes')}
        </fieldset>
      </div>
      <div class="charts">
        <lag-chart
          name="Last 15 minutes"
          .span=${LIVE_MILLIS}
          .log=${this.live}
          .version=${this.live.version}
          .unit=${this.unit}
        ></lag-chart>
        <lag-chart
          name="Last 24 hours"
          .span=${DAY_MILLIS}
          .log=${this.day}
          .version=${this.day.version}
          .unit=${this.unit}
        ></lag-chart>
      </div>
    </section>`;
  }
}

// What of a sample, when it changes, makes the topology another.
const shape = (lag) =>
  lag &&
  JSON.stringify([
    lag.primary.nodeId,
    lag.primary.timeline,
    lag.standbys.map(({ nodeId, state, upstreamNodeId }) => [nodeId, state, upstreamNodeId]),
  ]);

customElements.define('understudy-cluster', ClusterPage);
