// A cluster in one word, from its newest sample of lag and what is wrong with it: the meaning of each word is that
// of the API's ClusterHealth.

const NO_PRIMARY = ['PRIMARY_DOWN', 'NO_PRIMARY'];

export function healthOf(lag, problems) {
  if (!lag || lag.stale) {
    return 'UNKNOWN';
  }
  const codes = problems.map(({ problem }) => problem.code);
  if (codes.includes('TWO_PRIMARIES')) {
    return 'DEGRADED';
  }
  if (lag.primary.endLsn === undefined) {
    return NO_PRIMARY.some((code) => codes.includes(code)) ? 'DOWN' : 'UNKNOWN';
  }
  return problems.length > 0 ? 'DEGRADED' : 'HEALTHY';
}

// The standby that is the furthest behind: one whose lag is not known before all others.
export function worst(standbys) {
  const behind = ({ replayed }) => replayed?.lagSeconds ?? (replayed ? 0 : Infinity);
  return [...standbys].sort(
    (one, other) =>
      compare(behind(other), behind(one)) || compare(other.replayed?.lagBytes ?? 0, one.replayed?.lagBytes ?? 0),
  )[0];
}

// Not a difference: that of two infinite numbers is none.
const compare = (one, other) => (one === other ? 0 : one < other ? -1 : 1);
