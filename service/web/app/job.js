// One job: its steps, how far it is, its log as it is written, and how it ended.
import { html, nothing } from 'lit';
import { follow, get, repeat } from './api.js';
import { Looking } from './looking.js';
import { badge, bar, facts, failure, problemCard, took } from './parts.js';
import { result, steps } from './steps.js';
import { bytes, clock, ended, jobState, jobType, moment, rate, seconds } from './words.js';

const LINES_KEPT = 1000;
const SECOND_MILLIS = 1_000;

class JobPage extends Looking {
  static properties = { id: {} };

  start(signal) {
    this.job = this.cluster = undefined;
    this.lines = [];
    this.look = () => this.read(signal);
    this.tried(this.look, signal).then(() => this.job && this.listen(signal));
    // The times that go on while it runs.
    repeat(async () => this.job && !ended(this.job) && this.requestUpdate(), SECOND_MILLIS, signal);
  }

  async read(signal) {
    this.job = await get(`jobs/${this.id}`, signal);
    document.title = `${jobType(this.job.type)} · Understudy`;
    if (this.job.clusterId && !this.cluster) {
      const list = await get('clusters?limit=200', signal);
      this.cluster = list.items.find(({ id }) => id === this.job.clusterId)?.name ?? this.job.clusterId;
    }
  }

  async listen(signal) {
    const listen = () =>
      follow(`jobs/${this.id}/events`, {
        tell: (name, event) => {
          this.errors.delete(listen);
          this.heard(name, event, signal);
          this.requestUpdate();
          return name === 'end';
        },
        lost: (why) => this.failed(why, listen),
        signal,
      });
    await this.tried(listen, signal);
    await this.tried(this.look, signal);
  }

  // The stream begins with the job, so what it told before comes again; of an ended job only the log is news.
  heard(name, { step, at, data }, signal) {
    if (name === 'log') {
      this.lines.push({ at, step, line: data.line });
      this.lines.splice(0, this.lines.length - LINES_KEPT);
    } else if (ended(this.job)) {
      return;
    } else if (name === 'progress') {
      this.job.progress = data;
    } else if (name !== 'step' || !this.stepped(data)) {
      this.tried(this.look, signal);
    }
  }

  // Whether it is a step that is known. Steps are not, until the preflight has looked.
  stepped(step) {
    const index = this.job.steps.findIndex(({ name, host }) => name === step.name && host === step.host);
    if (index >= 0) {
      this.job.steps[index] = step;
    }
    return index >= 0;
  }

  render() {
    return html`<p class="crumbs"><a href="#/jobs">Jobs</a></p>
      <div class="line">
        <h1>${this.job ? jobType(this.job.type) : 'Job'}</h1>
        ${this.job ? html`<span role="status">${badge(jobState(this.job))}</span>` : nothing}
        ${this.job?.dryRun ? html`<span class="meta">dry run: writes nothing on any host</span>` : nothing}
      </div>
      ${failure(this.error)} ${this.job ? this.content(this.job) : nothing}`;
  }

  content(job) {
    return html` <section class="card">
        ${
          job.progress
            ? html`<div class="progress">
                ${bar(job.progress)}
                <p>${progress(job.progress)}</p>
              </div>`
            : nothing
        }
        ${facts([
          job.clusterId && ['Cluster', html`<a href="#/clusters/${job.clusterId}">${this.cluster}</a>`],
          ['Asked for by', job.createdBy],
          ['At', moment(job.createdAt)],
          ['Took', took(job)],
          job.undoOf && ['Takes back', html`<a href="#/jobs/${job.undoOf}">another job</a>`],
          job.retryOf && ['Repeats', html`<a href="#/jobs/${job.retryOf}">another job</a>`],
        ])}
      </section>
      ${
        job.error || job.warnings.length > 0
          ? html`<section aria-labelledby="told">
              <h2 id="told">${job.error ? 'Why it failed' : 'Warnings'}</h2>
              <ul class="problems">
                ${job.error ? problemCard(job.error, 'bad', place(job.error)) : nothing}
                ${job.warnings.map((warning) => problemCard(warning, 'warn'))}
              </ul>
            </section>`
          : nothing
      }
      ${job.result ? result(job.result) : nothing}
      ${
        job.steps.length > 0
          ? html`<section class="card" aria-labelledby="steps">
              <h2 id="steps">Steps</h2>
              ${steps(job)}
            </section>`
          : nothing
      }
      ${this.log()}`;
  }

  log() {
    return html`<section class="card" aria-labelledby="log">
      <h2 id="log">Log</h2>
      ${
        this.lines.length === 0
          ? html`<p class="meta">${ended(this.job) ? 'Nothing.' : 'Nothing yet.'}</p>`
          : html`<div class="log" tabindex="0" role="log" aria-labelledby="log">
              ${this.lines.map(
                ({ at, step, line }) =>
                  html`<div><span class="meta">${clock(at)}</span> <b>${step ?? ''}</b> <span>${line}</span></div>`,
              )}
            </div>`
      }
      ${this.lines.length === LINES_KEPT ? html`<p class="meta">The last ${LINES_KEPT} lines; the API has all.</p>` : nothing}
    </section>`;
  }

  willUpdate(changed) {
    super.willUpdate(changed);
    const log = this.querySelector('.log');
    this.atEnd = !log || log.scrollTop + log.clientHeight > log.scrollHeight - 20;
  }

  // Follows the log as long as nobody has scrolled back.
  updated() {
    const log = this.querySelector('.log');
    if (log && this.atEnd) {
      log.scrollTop = log.scrollHeight;
    }
  }
}

const place = ({ host, step }) => html`<p class="meta">${[host, step].filter(Boolean).join(', ')}</p>`;

const progress = ({ percent, step, doneBytes, totalBytes, bytesPerSecond, secondsLeft }) =>
  [
    `${percent} %`,
    step,
    doneBytes !== undefined && `${bytes(doneBytes)} of ${bytes(totalBytes)}`,
    bytesPerSecond !== undefined && rate(bytesPerSecond),
    secondsLeft !== undefined && `${seconds(secondsLeft)} left`,
  ]
    .filter(Boolean)
    .join(' · ');

customElements.define('understudy-job', JobPage);
