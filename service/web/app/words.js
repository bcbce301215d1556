// Numbers, times and codes as people read them. What is absent is unknown, never 0.

export const UNKNOWN = 'unknown';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function bytes(count) {
  if (count === undefined) {
    return UNKNOWN;
  }
  const power = count < 1 ? 0 : Math.min(Math.floor(Math.log2(count) / 10), UNITS.length - 1);
  const value = count / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

export const rate = (perSecond) => (perSecond === undefined ? UNKNOWN : `${bytes(perSecond)}/s`);

export function seconds(count) {
  if (count === undefined) {
    return UNKNOWN;
  }
  if (count === 0) {
    return '0 s';
  }
  if (count < 0.001) {
    return '< 1 ms';
  }
  if (count < 1) {
    return `${Math.round(count * 1000)} ms`;
  }
  if (count < 60) {
    return `${count < 10 ? count.toFixed(1) : Math.round(count)} s`;
  }
  const whole = Math.round(count);
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value} ${unit}`)
    .join(' ');
}

export const between = (from, to) => seconds(Math.max(0, (new Date(to ?? Date.now()) - new Date(from)) / 1000));

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const clock = (time) => CLOCK.format(new Date(time));

// With the date unless it is today's.
export function moment(time) {
  const date = new Date(time);
  return (date.toDateString() === new Date().toDateString() ? CLOCK : MOMENT).format(date);
}

// A tone is one of ok, busy, warn, bad, unknown, off. Each has a sign of its own: colour alone tells nobody.
const of = (table) => (code) => table[code] ?? ['unknown', (code ?? UNKNOWN).toLowerCase().replaceAll('_', ' ')];

// What is not known now was so once.
export const past = (stale, [tone, word]) => (stale ? ['unknown', `was ${word}`] : [tone, word]);

export const health = of({
  HEALTHY: ['ok', 'healthy'],
  DEGRADED: ['warn', 'degraded'],
  DOWN: ['bad', 'down'],
  UNKNOWN: ['unknown', UNKNOWN],
});

export const standbyState = of({
  STREAMING: ['ok', 'streaming'],
  CATCHING_UP: ['warn', 'catching up'],
  REPLAY_PAUSED: ['warn', 'replay paused'],
  RECEIVER_DOWN: ['bad', 'receiver down'],
  UPSTREAM_UNKNOWN: ['unknown', 'upstream unknown'],
  OTHER_TIMELINE: ['bad', 'on another timeline'],
  SLOT_LOST: ['bad', 'slot lost'],
  NOT_IN_RECOVERY: ['bad', 'takes writes itself'],
  OTHER_DATABASE: ['bad', 'another database'],
  STANDBY_DOWN: ['bad', 'down'],
  STANDBY_NOT_ANSWERING: ['unknown', 'not answering'],
  HOST_UNREACHABLE: ['unknown', 'host unreachable'],
  PRIMARY_DOWN: ['bad', 'primary down'],
  PRIMARY_UNREACHABLE: ['unknown', 'primary unreachable'],
});

export const jobType = (code) =>
  of({
    HOST_PROBE: ['', 'Probe of a host'],
    REPLICATION_SETUP: ['', 'Replication setup'],
    PROMOTION: ['', 'Promotion'],
    UNDO: ['', 'Undo'],
  })(code)[1];

const jobStates = of({
  SCHEDULED: ['off', 'waits for its time'],
  PENDING: ['off', 'waiting'],
  RUNNING: ['busy', 'running'],
  CANCELLING: ['warn', 'taking back'],
  SUCCEEDED: ['ok', 'succeeded'],
  FAILED: ['bad', 'failed'],
  CANCELLED: ['off', 'cancelled'],
});

// What a job left behind says more than that it has ended.
export function jobState({ state, outcome }) {
  const [tone, word] = jobStates(state);
  const left = { UNCHANGED: ', nothing changed', INCOMPLETE: ', something is left to do' }[outcome] ?? '';
  return [outcome === 'INCOMPLETE' && tone === 'ok' ? 'warn' : tone, word + left];
}

export const ended = (job) => !['SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING'].includes(job.state);

export const stepState = of({
  PENDING: ['off', 'to do'],
  RUNNING: ['busy', 'running'],
  UNCHANGED: ['ok', 'was already so'],
  CHANGED: ['ok', 'done'],
  FAILED: ['bad', 'failed'],
  PUT_BACK: ['off', 'put back'],
  LEFT: ['warn', 'left as it is'],
});

export const planned = of({
  IN_PLACE: ['ok', 'is already so'],
  NEEDED: ['off', 'to do'],
  AWAITED: ['off', 'depends on a step before'],
  BLOCKED: ['bad', 'stands in the way'],
});
