// The numbers of one sample of lag, as tables.
import { html, nothing } from 'lit';
import { badge, facts, sign, value } from './parts.js';
import { UNKNOWN, bytes, moment, past, rate, seconds, standbyState } from './words.js';

const STAGES = ['sent', 'written', 'flushed', 'replayed'];

export function standbyTable({ standbys, stale }) {
  if (standbys.length === 0) {
    return html`<p class="meta">This cluster has no standby.</p>`;
  }
  return html`<table class="stack">
    <thead>
      <tr>
        <th>Standby</th>
        <th>State</th>
        ${STAGES.map((stage) => html`<th class="number">${title(stage)}</th>`)}
        <th class="number">Applies</th>
        <th class="number">Caught up in</th>
        <th>Receiver</th>
      </tr>
    </thead>
    <tbody>
      ${standbys.map(
        (standby) =>
          html`<tr>
            <th scope="row" data-label="Standby">${standby.host} <span class="meta">${standby.instance}</span></th>
            <td data-label="State">
              ${badge(past(stale, standbyState(standby.state)))}
              <span class="meta">since ${moment(standby.stateSince)}</span>
            </td>
            ${STAGES.map((stage) => html`<td class="number" data-label=${title(stage)}>${behind(standby[stage])}</td>`)}
            <td class="number" data-label="Applies">${value(rate(standby.applyBytesPerSecond))}</td>
            <td class="number" data-label="Caught up in">${value(seconds(standby.caughtUpInSeconds))}</td>
            <td data-label="Receiver">${receiver(standby)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const title = (word) => word[0].toUpperCase() + word.slice(1);

const behind = (stage) =>
  stage ? html`${bytes(stage.lagBytes)} <span class="meta">${value(seconds(stage.lagSeconds))}</span>` : value(UNKNOWN);

function receiver({ receiverUp, receiverLastMessageSeconds: last }) {
  if (receiverUp === undefined) {
    return value(UNKNOWN);
  }
  return html`${receiverUp ? 'up' : html`${sign('bad')} down`}
  ${receiverUp && last !== undefined ? html`<span class="meta">heard ${seconds(last)} ago</span>` : nothing}`;
}

// Everything that could not be measured, with why and since when.
export function unknowns({ primary, standbys }) {
  const gaps = [primary, ...standbys].flatMap(({ host, unknown }) => unknown.map((gap) => ({ host, ...gap })));
  if (gaps.length === 0) {
    return nothing;
  }
  return html`<details class="unknowns">
    <summary>What is not known, and why</summary>
    <ul>
      ${gaps.map(
        ({ host, fields, reason, since }) =>
          html`<li>
            <strong>${host}</strong>: ${fields.join(', ')}. ${reason} <span class="meta">since ${moment(since)}</span>
          </li>`,
      )}
    </ul>
  </details>`;
}

export function slotTable(standbys) {
  const held = standbys.filter(({ slot }) => slot);
  if (held.length === 0) {
    return html`<p class="meta">No standby uses a slot.</p>`;
  }
  return html`<table class="stack">
    <thead>
      <tr>
        <th>Slot</th>
        <th>For</th>
        <th>In use</th>
        <th class="number">Keeps</th>
        <th>WAL status</th>
        <th class="number">May be lost after</th>
      </tr>
    </thead>
    <tbody>
      ${held.map(
        ({ host, slot }) =>
          html`<tr>
            <th scope="row" data-label="Slot">${slot.name}</th>
            <td data-label="For">${host}</td>
            <td data-label="In use">
              ${slot.active === undefined ? value(UNKNOWN) : slot.active ? 'yes' : html`${sign('warn')} no`}
            </td>
            <td class="number" data-label="Keeps">${value(bytes(slot.retainedBytes))}</td>
            <td data-label="WAL status">${status(slot.walStatus)}</td>
            <td class="number" data-label="May be lost after">${room(slot)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

// PostgreSQL tells no number where there is no limit (max_slot_wal_keep_size), nor where it is too late.
function room({ safeBytes, walStatus }) {
  if (safeBytes !== undefined || walStatus === undefined) {
    return value(bytes(safeBytes));
  }
  return walStatus === 'lost' ? 'lost' : 'no limit';
}

function status(word) {
  const tone = { unreserved: 'warn', lost: 'bad' }[word];
  return html`${tone ? sign(tone) : nothing} ${value(word ?? UNKNOWN)}`;
}

const of = (used, most) => (used === undefined ? value(UNKNOWN) : `${used} of ${most ?? UNKNOWN}`);

export const primaryFacts = (wal, now) =>
  facts([
    ['Host', wal.host],
    now && ['PostgreSQL', now.nodes.find(({ id }) => id === wal.nodeId)?.version ?? now.version],
    now && ['System identifier', now.systemIdentifier],
    ['Timeline', value(wal.timeline ?? UNKNOWN)],
    ['End of WAL', value(wal.endLsn ?? UNKNOWN)],
    ['Writes', value(rate(wal.bytesPerSecond))],
    ['Free for WAL', value(bytes(wal.freeBytes))],
    ['Walsenders', of(wal.walsendersUsed, wal.walsendersMax)],
    ['Slots', of(wal.slotsUsed, wal.slotsMax)],
    ['Archiving', archiving(wal)],
  ]);

function archiving({ archiving: on, archiveFailing: failing }) {
  if (on === undefined) {
    return value(UNKNOWN);
  }
  return !on ? 'off' : failing ? html`${sign('bad')} failing` : 'on';
}
