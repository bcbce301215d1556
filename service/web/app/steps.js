// What a job does or would do, step by step, and what came of it.
import { html, nothing } from 'lit';
import { facts, sign, value } from './parts.js';
import { UNKNOWN, between, bytes, seconds, stepState, planned } from './words.js';

const NO_RETURN = html`<li class="no-return">
  Point of no return: before it, everything is put back when something fails
</li>`;

export const steps = (job) =>
  html`<ol class="steps">
    ${job.steps.map((step) => {
      const [tone, word] = stepState(step.state);
      return html`${step.name === job.pointOfNoReturn ? NO_RETURN : nothing}
        <li class=${step.state === 'PENDING' ? 'pending' : nothing}>
          ${sign(tone)}
          <div>
            <code>${step.name}</code> <span class="meta">on ${step.host}</span>
            <p>${step.summary ?? nothing}</p>
          </div>
          <span class="meta">${word}${step.startedAt ? `, ${between(step.startedAt, step.endedAt)}` : ''}</span>
        </li>`;
    })}
  </ol>`;

export function result({ plan, promotion, nextActions }) {
  return html` ${
    nextActions?.length > 0
      ? html`<section class="card" aria-labelledby="left">
          <h2 id="left">Left to do</h2>
          <ul>
            ${nextActions.map((action) => html`<li>${action}</li>`)}
          </ul>
        </section>`
      : nothing
  }
  ${
    promotion
      ? html`<section class="card" aria-labelledby="came">
          <h2 id="came">What came of it</h2>
          ${facts([
            ['Timeline', `${promotion.timelineBefore ?? UNKNOWN} → ${promotion.timelineAfter ?? UNKNOWN}`],
            [
              'Writes stopped for',
              value(
                promotion.writesStoppedForMilliseconds === undefined
                  ? UNKNOWN
                  : seconds(promotion.writesStoppedForMilliseconds / 1000),
              ),
            ],
            ['Rows at risk', value(promotion.rowsAtRisk ?? UNKNOWN)],
            ['Standbys that follow', `${promotion.standbysFollowing} of ${promotion.standbys}`],
            promotion.proof && ['Shutdown checkpoint', promotion.proof.shutdownCheckpointLsn],
            promotion.proof && ['Replayed by the new primary', promotion.proof.replayedLsn],
          ])}
        </section>`
      : nothing
  }
  ${
    plan
      ? html`<section class="card" aria-labelledby="plan">
          <h2 id="plan">Plan</h2>
          ${facts([
            ['Possible', plan.possible ? 'yes' : html`${sign('bad')} no`],
            ['Restarts the primary', plan.restartsPrimary ? html`${sign('warn')} yes` : 'no'],
            ['Copies', bytes(plan.bytesToCopy)],
          ])}
          <ol class="steps">
            ${plan.steps.map((step) => {
              const [tone, word] = planned(step.action);
              return html`<li>
                ${sign(tone)}
                <div>
                  <code>${step.name}</code> <span class="meta">on ${step.host}</span>
                  <p>${step.summary ?? nothing}</p>
                </div>
                <span class="meta">${word}</span>
              </li>`;
            })}
          </ol>
        </section>`
      : nothing
  }`;
}
