// Pieces that more than one page is made of.
import { html, nothing, svg } from 'lit';
import { UNKNOWN, between, jobState, jobType, ended, moment } from './words.js';

const SHAPES = {
  ok: svg`<circle cx="8" cy="8" r="7"/><path class="mark" d="M4.8 8.3l2.2 2.2 4.2-4.6"/>`,
  busy: svg`<circle cx="8" cy="8" r="7"/><path class="mark" d="M8 4.4V8l2.6 1.8"/>`,
  warn: svg`<path d="M8 1.2 15.2 14H.8Z"/><path class="mark" d="M8 6v3.6M8 11.8v.2"/>`,
  bad: svg`<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5Z"/><path class="mark" d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"/>`,
  unknown: svg`<rect x="1" y="1" width="14" height="14" rx="3"/><path class="mark" d="M6 6.1c0-2.6 4.1-2.6 4.1 0 0 1.6-2.1 1.7-2.1 3.2M8 11.8v.2"/>`,
  off: svg`<circle class="hollow" cx="8" cy="8" r="6"/>`,
};

export const sign = (tone) =>
  html`<svg class="sign ${tone}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${SHAPES[tone]}</svg>`;

export const badge = ([tone, word]) => html`<span class="badge ${tone}">${sign(tone)}${word}</span>`;

// A value, or that it is unknown. Who wants to know why finds it in the list of unknown values.
export const value = (text) => (text === UNKNOWN ? html`<span class="unknown">${UNKNOWN}</span>` : text);

export const facts = (pairs) =>
  html`<dl class="facts">
    ${pairs.filter(Boolean).map(
      ([name, what]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${what}</dd>
        </div>`,
    )}
  </dl>`;

const GRAVE = ['PRIMARY_DOWN', 'NO_PRIMARY', 'TWO_PRIMARIES', 'SLOT_LOST', 'SYSTEM_IDENTIFIER_MISMATCH'];

export const problemCard = (problem, tone, more) =>
  html`<li class="problem ${tone}">
    ${sign(tone)}
    <div>
      <p class="what"><strong>${problem.title}</strong> <code>${problem.code}</code></p>
      <p>${problem.detail}</p>
      <p class="next"><span>Next:</span> ${problem.remedy}</p>
      ${more ?? nothing}
    </div>
  </li>`;

const muted = ({ mutedUntilAt }) => mutedUntilAt && new Date(mutedUntilAt) > new Date();

// What is wrong with clusters, the grave first, the muted last.
export function problemList(alarms, clusterName, most = alarms.length) {
  const weight = (alarm) => (muted(alarm) ? 2 : GRAVE.includes(alarm.problem.code) ? 0 : 1);
  const sorted = [...alarms].sort((one, other) => weight(one) - weight(other));
  return html`<ul class="problems">
      ${sorted.slice(0, most).map((alarm) => {
        const tone = ['bad', 'warn', 'off'][weight(alarm)];
        return problemCard(
          alarm.problem,
          tone,
          html`<p class="meta">
            ${clusterName ? html`<a href="#/clusters/${alarm.clusterId}">${clusterName(alarm.clusterId)}</a> · ` : nothing}
            since ${moment(alarm.raisedAt)} ${alarm.acknowledgedBy ? html`· known to ${alarm.acknowledgedBy}` : nothing}
            ${muted(alarm) ? html`· muted until ${moment(alarm.mutedUntilAt)}` : nothing}
            ${alarm.comment ? html`· “${alarm.comment}”` : nothing}
          </p>`,
        );
      })}
    </ul>
    ${sorted.length > most ? html`<p class="meta">And ${sorted.length - most} more: see the clusters.</p>` : nothing}`;
}

export const jobRows = (jobs, clusterName) =>
  html`<ul class="jobs">
    ${jobs.map(
      (job) =>
        html`<li>
          <a href="#/jobs/${job.id}">${jobType(job.type)}${job.dryRun ? ' (dry run)' : ''}</a>
          ${clusterName && job.clusterId ? html`<span>${clusterName(job.clusterId)}</span>` : nothing}
          ${badge(jobState(job))} ${!ended(job) && job.progress ? bar(job.progress) : nothing}
          <span class="meta">${moment(job.createdAt)} · ${job.createdBy} · ${took(job)}</span>
        </li>`,
    )}
  </ul>`;

export function took(job) {
  if (job.startedAt) {
    return between(job.startedAt, job.endedAt);
  }
  return job.state === 'SCHEDULED' ? `begins ${moment(job.scheduledAt)}` : 'not begun';
}

export const bar = (progress) =>
  html`<progress max="100" value=${progress.percent} aria-label="Progress">${progress.percent} %</progress>`;

// Said instead of what could not be fetched; what is on the page stays, and is old.
export const failure = (error) =>
  error ? html`<p class="failure" role="alert">${sign('unknown')} ${error.message}</p>` : nothing;
