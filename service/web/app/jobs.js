// The newest jobs.
import { html, nothing } from 'lit';
import { all, get } from './api.js';
import { LOOK_EVERY_MILLIS, Looking } from './looking.js';
import { failure, jobRows } from './parts.js';

class Jobs extends Looking {
  start(signal) {
    document.title = 'Jobs · Understudy';
    this.every(LOOK_EVERY_MILLIS, () => this.look(signal), signal);
  }

  async look(signal) {
    const [jobs, clusters] = await Promise.all([get('jobs?limit=50', signal), all('clusters', signal)]);
    this.jobs = jobs.items;
    this.clusters = clusters;
  }

  render() {
    const name = (id) => this.clusters.find((cluster) => cluster.id === id)?.name ?? id;
    return html`<h1>Jobs</h1>
      ${failure(this.error)}
      ${this.jobs?.length === 0 ? html`<p class="card">No job has been asked for yet.</p>` : nothing}
      ${this.jobs?.length > 0 ? html`${jobRows(this.jobs, name)}` : nothing}
      ${this.jobs?.length === 50 ? html`<p class="meta">The newest 50.</p>` : nothing}`;
  }
}

customElements.define('understudy-jobs', Jobs);
