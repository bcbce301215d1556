// Lag over time as lines, drawn by uPlot. Each gap is a gap.
import { LitElement, html, svg } from 'lit';
import uPlot from 'uplot';
import { UNKNOWN, bytes, clock, seconds } from './words.js';

const HEIGHT = 190;
// Told apart without colour, too.
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]];
const UNITS = {
  bytes: { say: bytes, least: 1024, steps: Array.from({ length: 50 }, (_, power) => 2 ** power) },
  seconds: {
    say: seconds,
    least: 1,
    steps: [
      0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600,
      7200, 14_400, 28_800, 86_400, 172_800, 604_800,
    ],
  },
};
const DARK = matchMedia('(prefers-color-scheme: dark)');

class LagChart extends LitElement {
  static properties = { name: {}, log: {}, version: {}, unit: {}, span: {}, at: { state: true } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.fitted = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.fitted.observe(this);
    this.repaint = () => this.draw();
    DARK.addEventListener('change', this.repaint);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.fitted.disconnect();
    DARK.removeEventListener('change', this.repaint);
  }

  get standbys() {
    return [...this.log.standbys.values()];
  }

  get data() {
    return [this.log.times, ...this.standbys.map((standby) => standby[this.unit])];
  }

  render() {
    return html`<figure>
      <figcaption>
        ${this.name}
        <ul class="legend">
          ${this.standbys.map(
            ({ host }, index) =>
              html`<li>
                <svg class="series-${index % DASHES.length}" width="26" height="8" aria-hidden="true">
                  ${svg`<path d="M1 4H25" stroke-dasharray=${DASHES[index % DASHES.length].join(' ')}></path>`}</svg
                >${host}
              </li>`,
          )}
        </ul>
      </figcaption>
      <div
        class="plot"
        tabindex="0"
        role="group"
        aria-roledescription="chart"
        aria-label="${this.name}: arrow keys read the values"
        @keydown=${(event) => this.walk(event)}
        @blur=${() => this.point(-10)}
      ></div>
      <output class="meta">${this.at === undefined ? this.summary() : this.values(this.at)}</output>
    </figure>`;
  }

  updated(changed) {
    const lines = this.standbys.map(({ host }) => host).join(' ');
    if (!this.plot || changed.has('unit') || changed.has('log') || lines !== this.lines) {
      this.lines = lines;
      this.draw();
    } else if (changed.has('version')) {
      this.plot.setData(this.data);
    }
  }

  draw() {
    this.plot?.destroy();
    // A canvas knows no variables of a stylesheet, so the colours are those that elements have.
    const colour = (selector) => getComputedStyle(this.querySelector(selector)).color;
    const { say, least, steps } = UNITS[this.unit];
    const axis = {
      stroke: colour('output'),
      font: '12px system-ui, sans-serif',
      grid: { stroke: getComputedStyle(this).borderTopColor, width: 1 },
      ticks: { show: false },
    };
    this.plot = new uPlot(
      {
        ...this.size(),
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false },
        scales: {
          x: { range: () => [Date.now() / 1000 - this.span / 1000, Date.now() / 1000] },
          y: { range: (_, __, most) => [0, Math.max((most ?? 0) * 1.1, least)] },
        },
        axes: [
          { ...axis, size: 32, space: 55, values: (_, times) => times.map((time) => clock(time * 1000).slice(0, 5)) },
          { ...axis, size: 74, incrs: steps, values: (_, values) => values.map(say) },
        ],
        series: [
          {},
          ...this.standbys.map((_, index) => ({
            stroke: colour(`.series-${index % DASHES.length}`),
            dash: DASHES[index % DASHES.length],
            width: 1.75,
          })),
        ],
        hooks: { setCursor: [({ cursor }) => (this.at = cursor.idx ?? undefined)] },
      },
      this.data,
      this.querySelector('.plot'),
    );
  }

  size() {
    return { width: Math.max(this.clientWidth, 200), height: HEIGHT };
  }

  walk(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    const last = this.log.times.length - 1;
    if (step && last >= 0) {
      event.preventDefault();
      this.at = Math.min(Math.max((this.at ?? last + 1) + step, 0), last);
      this.point(this.plot.valToPos(this.log.times[this.at], 'x'));
    }
  }

  point(left) {
    this.plot?.setCursor({ left, top: left < 0 ? -10 : HEIGHT / 2 });
  }

  values(index) {
    const { say } = UNITS[this.unit];
    const said = this.standbys.map((standby) => `${standby.host} ${say(standby[this.unit][index] ?? undefined)}`);
    return `${clock(this.log.times[index] * 1000)}: ${said.join(', ')}`;
  }

  // What the picture shows, in words.
  summary() {
    const { say } = UNITS[this.unit];
    const most = this.standbys.map((standby) => {
      const index = standby[this.unit].reduce(
        (best, value, at, all) => (value !== null && value > (all[best] ?? -1) ? at : best),
        -1,
      );
      return index < 0
        ? `${standby.host} ${UNKNOWN}`
        : `${standby.host} ${say(standby[this.unit][index])} at ${clock(this.log.times[index] * 1000)}`;
    });
    return most.length === 0 ? 'Nothing was measured.' : `Most: ${most.join(', ')}`;
  }
}

customElements.define('lag-chart', LagChart);
