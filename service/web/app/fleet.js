// All clusters: health, the worst lag, what is wrong.
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { all, get } from './api.js';
import { healthOf, worst } from './health.js';
import { LOOK_EVERY_MILLIS, Looking } from './looking.js';
import { badge, failure, jobRows, problemList, value } from './parts.js';
import { UNKNOWN, bytes, health, seconds, standbyState } from './words.js';

const AT_ONCE = 4;
const PROBLEMS_SHOWN = 10;
const RANKS = ['DOWN', 'UNKNOWN', 'DEGRADED', 'HEALTHY'];

class Fleet extends Looking {
  start(signal) {
    document.title = 'Clusters · Understudy';
    this.wanted = '';
    this.lags = new Map();
    this.seen = new Set();
    // Only rows that are seen are asked for, so that a fleet of a thousand costs no more than a screen.
    this.sight = new IntersectionObserver((rows) => {
      for (const { target, isIntersecting } of rows) {
        this.seen[isIntersecting ? 'add' : 'delete'](target.dataset.id);
      }
      this.sample(
        [...this.seen].filter((id) => !this.lags.has(id)),
        signal,
      );
    });
    signal.addEventListener('abort', () => this.sight.disconnect());
    this.every(LOOK_EVERY_MILLIS, () => this.look(signal), signal);
  }

  async look(signal) {
    [this.clusters, this.alarms, this.running] = await Promise.all([
      all('clusters', signal),
      all('problems', signal),
      all('jobs?state=RUNNING', signal),
    ]);
    this.requestUpdate();
    await this.updateComplete;
    this.querySelectorAll('tr[data-id]').forEach((row) => this.sight.observe(row));
    await this.sample([...this.seen], signal);
  }

  async sample(ids, signal) {
    const one = async () => {
      for (let id = ids.shift(); id; id = ids.shift()) {
        // A cluster that cannot be asked for is unknown, and hides no other.
        this.lags.set(id, await get(`clusters/${id}/lag`, signal).catch(() => undefined));
        this.requestUpdate();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  render() {
    return html`<h1>Clusters</h1>
      ${failure(this.error)} ${this.clusters ? this.fleet() : nothing}
      ${!this.clusters && !this.error ? html`<p class="meta">Looking …</p>` : nothing}`;
  }

  fleet() {
    if (this.clusters.length === 0) {
      return html`<p class="card">
        There is no cluster yet. <a href="/q/swagger-ui">The API</a> adopts one: register a host, trust its key, and
        <code>POST /api/v1/clusters</code>.
      </p>`;
    }
    const name = (id) => this.clusters.find((cluster) => cluster.id === id)?.name ?? id;
    return html` ${
        this.alarms.length > 0
          ? html`<section aria-labelledby="wrong">
              <h2 id="wrong">Problems</h2>
              ${problemList(this.alarms, name, PROBLEMS_SHOWN)}
            </section>`
          : nothing
      }
      ${
        this.running.length > 0
          ? html`<section aria-labelledby="running">
              <h2 id="running">Running jobs</h2>
              ${jobRows(this.running, name)}
            </section>`
          : nothing
      }
      <section aria-labelledby="all">
        <div class="line">
          <h2 id="all" class=${this.alarms.length + this.running.length > 0 ? '' : 'unseen'}>All clusters</h2>
          ${
            this.clusters.length > 10
              ? html`<label>Name <input type="search" @input=${(event) => this.narrow(event.target.value)} /></label>`
              : nothing
          }
        </div>
        ${this.table()}
      </section>`;
  }

  narrow(text) {
    this.wanted = text.trim().toLowerCase();
    this.requestUpdate();
  }

  table() {
    const rows = this.clusters
      .filter(({ name }) => name.includes(this.wanted))
      .map((cluster) => this.row(cluster))
      .sort((one, other) => one.rank - other.rank || one.cluster.name.localeCompare(other.cluster.name));
    return html`<table class="stack card">
      <thead>
        <tr>
          <th>Cluster</th>
          <th>Health</th>
          <th>Worst lag</th>
          <th>Standbys</th>
          <th>Primary</th>
          <th>PostgreSQL</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          ({ cluster }) => cluster.id,
          (row) => this.line(row),
        )}
      </tbody>
    </table>`;
  }

  row(cluster) {
    const lag = this.lags.get(cluster.id);
    const alarms = this.alarms.filter(({ clusterId }) => clusterId === cluster.id);
    const word = healthOf(lag, alarms);
    // One that nobody has scrolled to yet stays where it is.
    const rank = this.lags.has(cluster.id) ? RANKS.indexOf(word) : alarms.length > 0 ? 2 : 3;
    return { cluster, lag, alarms, word, rank };
  }

  line({ cluster, lag, alarms, word }) {
    const asked = this.lags.has(cluster.id);
    return html`<tr data-id=${cluster.id}>
      <th scope="row" data-label="Cluster"><a href="#/clusters/${cluster.id}">${cluster.name}</a></th>
      <td data-label="Health">
        ${asked ? badge(health(word)) : '…'}
        ${alarms.length > 0 ? html`<span class="meta">${counted(alarms.length, 'problem')}</span>` : nothing}
      </td>
      <td data-label="Worst lag">${asked ? this.lag(lag) : '…'}</td>
      <td data-label="Standbys">${cluster.nodes.length - 1}</td>
      <td data-label="Primary">${lag?.primary.host ?? cluster.nodes[0].host}</td>
      <td data-label="PostgreSQL">${cluster.version}</td>
    </tr>`;
  }

  lag(lag) {
    if (!lag || lag.stale) {
      return value(UNKNOWN);
    }
    const last = worst(lag.standbys);
    if (!last) {
      return html`<span class="meta">no standby</span>`;
    }
    const [tone, word] = standbyState(last.state);
    const { replayed } = last;
    return html`${replayed ? `${bytes(replayed.lagBytes)} · ${seconds(replayed.lagSeconds)}` : value(UNKNOWN)}
      <span class="meta">${last.host}${tone === 'ok' ? '' : `, ${word}`}</span>`;
  }
}

const counted = (count, what) => `${count} ${what}${count === 1 ? '' : 's'}`;

customElements.define('understudy-fleet', Fleet);
