// Who follows whom, drawn: to the right where there is room, downwards where there is not.
import { html, nothing, svg } from 'lit';
import { bytes, past, seconds, standbyState, UNKNOWN } from './words.js';
import { sign } from './parts.js';

const WIDTH = 268;
const HEIGHT = 94;
const GAP = 14;
const BESIDE = 72;
const INDENT = 22;

export function topology(lag, now, narrow) {
  const root = primary(lag.primary, now, lag.stale);
  const nodes = [
    root,
    ...lag.standbys.map((standby) => follower(standby, now, root.id, lag.stale)),
    ...strangers(now, root.id),
  ];
  const top = tree(root, nodes);
  const placed = narrow ? downwards(top) : sideways(top);
  const width = Math.max(...placed.map(({ x }) => x)) + WIDTH + 2;
  const height = Math.max(...placed.map(({ y }) => y)) + HEIGHT + 2;
  const at = new Map(placed.map((node) => [node.id, node]));
  return html`<svg
    class="topology"
    role="group"
    aria-label="Topology"
    viewBox="-1 -1 ${width} ${height}"
    width=${width}
    height=${height}
  >
    ${placed.map((node) => (node.upstream ? edge(at.get(node.upstream), node, narrow) : nothing))} ${placed.map(box)}
  </svg>`;
}

function primary(wal, now, stale) {
  const seen = now?.nodes.find(({ id }) => id === wal.nodeId)?.observedRole;
  const state = wal.endLsn !== undefined ? ['ok', 'takes writes'] : observed(seen);
  return {
    id: wal.nodeId,
    name: wal.host,
    role: 'primary',
    about: about(wal.nodeId, wal.timeline, now),
    state: past(stale, state),
    lag: '',
  };
}

const observed = (role) =>
  ({ PRIMARY: ['warn', 'takes writes'], DOWN: ['bad', 'down'], STANDBY: ['bad', 'in recovery'] })[role] ?? [
    'unknown',
    UNKNOWN,
  ];

function follower(standby, now, primaryId, stale) {
  const { replayed } = standby;
  return {
    id: standby.nodeId,
    upstream: standby.upstreamNodeId ?? primaryId,
    fed: standby.upstreamNodeId !== undefined,
    name: standby.host,
    role: 'standby',
    about: about(standby.nodeId, standby.timeline, now),
    state: past(stale, standbyState(standby.state)),
    lag: replayed ? `${bytes(replayed.lagBytes)} · ${seconds(replayed.lagSeconds)}` : UNKNOWN,
  };
}

// Whoever else streams from the primary.
const strangers = (now, primaryId) =>
  (now?.unmanagedStandbys ?? []).map(({ address, applicationName, state }, index) => ({
    id: `stranger-${index}`,
    upstream: primaryId,
    fed: true,
    name: address ?? 'Unix socket',
    role: 'not ours',
    about: applicationName,
    state: ['off', state],
    lag: '',
  }));

function about(id, timeline, now) {
  const node = now?.nodes.find((other) => other.id === id);
  return [node && `${node.instance}:${node.port}`, node?.version, timeline !== undefined && `timeline ${timeline}`]
    .filter(Boolean)
    .join(' · ');
}

// The root with its rows below it. Whoever hangs on nobody that is drawn, or in a ring, hangs on the root.
function tree(root, nodes) {
  const left = new Set(nodes);
  const take = (node, depth) => {
    left.delete(node);
    const row = { ...node, depth, below: [] };
    for (const child of nodes) {
      if (left.has(child) && child.upstream === node.id) {
        row.below.push(take(child, depth + 1));
      }
    }
    return row;
  };
  const top = take(root, 0);
  for (const lost of nodes) {
    if (left.has(lost)) {
      top.below.push({ ...take(lost, 1), upstream: root.id, fed: false });
    }
  }
  return top;
}

const rowsOf = (row) => [row, ...row.below.flatMap(rowsOf)];

const downwards = (top) =>
  rowsOf(top).map((row, index) => ({ ...row, x: row.depth * INDENT, y: index * (HEIGHT + GAP) }));

function sideways(top) {
  let leaves = 0;
  const place = (row) => {
    row.x = row.depth * (WIDTH + BESIDE);
    row.below.forEach(place);
    row.y = row.below.length === 0 ? leaves++ * (HEIGHT + GAP) : (row.below[0].y + row.below.at(-1).y) / 2;
  };
  place(top);
  return rowsOf(top);
}

function edge(from, to, narrow) {
  const [right, start, end] = [from.x + WIDTH, from.y + HEIGHT / 2, to.y + HEIGHT / 2];
  const way = narrow
    ? `M${from.x + 10} ${from.y + HEIGHT}V${end}H${to.x - 5}`
    : `M${right} ${start}C${right + BESIDE / 2} ${start} ${to.x - BESIDE / 2} ${end} ${to.x - 6} ${end}`;
  const tip = `M${to.x - 7} ${end - 5}l6 5-6 5Z`;
  const tone = to.fed || to.state[0] === 'unknown' ? to.state[0] : 'broken';
  return svg`<g class="edge ${tone}"><path class="way" d=${way}></path><path class="tip" d=${tip}></path></g>`;
}

function box({ x, y, name, role, about: words, state: [tone, word], lag }) {
  const said = [name, role, words, word, lag && `lag ${lag}`].filter(Boolean).join(', ');
  return svg`<g class="node ${tone}" role="img" aria-label=${said} transform="translate(${x} ${y})">
    <title>${said}</title>
    <rect width=${WIDTH} height=${HEIGHT} rx="8"></rect>
    <path class="side" d="M0 8a8 8 0 0 1 5-7.4V${HEIGHT - 0.6}A8 8 0 0 1 0 ${HEIGHT - 8}Z"></path>
    <text class="name" x="16" y="24">${short(name, 20)}</text>
    <text class="role" x=${WIDTH - 12} y="24" text-anchor="end">${role}</text>
    <text class="about" x="16" y="43">${short(words, 40)}</text>
    <g transform="translate(16 53)">${sign(tone)}</g>
    <text class="state" x="38" y="65">${short(word, 30)}</text>
    <text class="lag" x="38" y="82">${lag && `lag ${lag}`}</text>
  </g>`;
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
