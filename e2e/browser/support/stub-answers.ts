import type { StubAnswer, StubAnswers } from './stubbed-console.ts';

/** The session that has everything. */
export const fullSessionId = '7d4c1f5e-0000-4000-8000-000000000001';

const said = [
  'Good morning, and welcome to the council meeting of the twelfth of March.',
  'We have a quorum, so we can begin with the minutes of the last meeting.',
  'Councillor Van den Berg asked about the bicycle bridge over the canal.',
  'The alderman answered that the tender closes in April, and that work begins in the summer.',
  'Are there any remarks about the minutes?',
  'There are none, so they are adopted. Thank you.',
] as const;
const arabic = 'صباح الخير وأهلا بكم في اجتماع المجلس';

/** Answers of the clients' door with sessions in every state. */
export function clientAnswers(): StubAnswers {
  return new Map<string, StubAnswer | ((url: URL, method: string) => StubAnswer)>([
    ['/console.json', { body: { version: '0.1.0', door: 'clients', admin_port: 8081 } }],
    ['/v2/languages', { body: { languages } }],
    ['/v2/sessions', (url) => ({ body: listOf(url.searchParams.get('q') ?? '') })],
    [`/v2/sessions/${fullSessionId}`, { body: sessionOf(said.map((text, index) => segmentOf(index, text))) }],
  ]);
}

/** Answers of the admin door of a server that has seen something. */
export function adminAnswers(): StubAnswers {
  return new Map<string, StubAnswer | ((url: URL, method: string) => StubAnswer)>([
    ['/console.json', { body: { version: '0.1.0', door: 'admin', admin_port: 8081, clients_port: 8080 } }],
    ['/metrics', { text: metricsText(3) }],
    ['/v2/models', { body: { models } }],
    ['/v2/sessions/live', { body: { sessions: liveSessions } }],
    ['/v2/keys', { body: { keys: keysBody } }],
  ]);
}

const languages = [
  { language: 'en', types: ['fast', 'quality'], default: true, models: ['zipformer-en-tiny'] },
  { language: 'nl', types: ['fast'], default: false, models: ['zipformer-nl'] },
  { language: 'ar', types: ['fast'], default: false, models: ['zipformer-ar'] },
];

function listOf(q: string): unknown {
  const rows = [
    summary({ language: 'en', state: 'live', started: '2026-03-12T13:02:00Z', duration: 312, segments: 41 }),
    summary({ language: 'en', started: '2026-03-12T08:30:00Z', duration: 4121.4, segments: 612 }),
    summary({ language: 'nl', started: '2026-03-11T19:00:00Z', duration: 1804, segments: 233 }),
    summary({ language: 'ar', state: 'interrupted', started: '2026-03-11T10:15:00Z', duration: 66, segments: 9 }),
    summary({ language: 'en', state: 'failed', started: '2026-03-10T16:45:00Z', duration: 3, segments: 1 }),
  ];
  if (q === '') return { sessions: rows, next: 'more' };
  const matches = said
    .map((text, segment) => ({ text, segment, start: 4.2 + segment * 7 }))
    .filter(({ text }) => text.toLowerCase().includes(q.toLowerCase()));
  const found = matches.length === 0 ? [] : [{ ...rows[1], matches: matches.slice(0, 3) }];
  return { sessions: found, next: null };
}

function summary(facts: {
  readonly language: string;
  readonly state?: string;
  readonly started: string;
  readonly duration: number;
  readonly segments: number;
}): Readonly<Record<string, unknown>> {
  const { language, state = 'stopped', started, duration, segments } = facts;
  const isOnly = state === 'stopped' && language === 'en';
  return {
    session_id: isOnly ? fullSessionId : crypto.randomUUID(),
    state,
    ...(state === 'failed' ? { error: 'session_limit' } : {}),
    language,
    model: `zipformer-${language}`,
    started_at: started,
    ended_at: state === 'live' ? null : new Date(Date.parse(started) + duration * 1000).toISOString(),
    duration,
    complete: state !== 'failed',
    segments,
  };
}

/** A final of the stub, with a time and a confidence for each word. */
export function segmentOf(segment: number, text: string): Readonly<Record<string, unknown>> {
  const start = 1.5 + segment * 7;
  const words = text.split(' ').map((word, index) => ({
    word,
    start: start + index * 0.4,
    end: start + index * 0.4 + 0.35,
    confidence: [0.97, 0.93, 0.64, 0.99, 0.31, 0.88][(index + segment) % 6] ?? 1,
  }));
  return { segment, text, start, timestamp: start + words.length * 0.4, is_final: true, language: 'en', words };
}

/** The body of a session with these finals. */
export function sessionOf(results: readonly unknown[], language = 'en'): Readonly<Record<string, unknown>> {
  return {
    ...summary({ language, started: '2026-03-12T08:30:00Z', duration: 4121.4, segments: results.length }),
    text: '',
    results,
    figures: {
      partial_latency_ms: { p50: 184, p95: 412, count: 3120 },
      final_latency_ms: { p50: 702, p95: 1240, count: 612 },
      lag_ms: { p95: 38, max: 260 },
      warnings: [{ code: 'lagging', count: 2 }],
      resumes: 3,
    },
  };
}

/** A session in a language that is written from right to left. */
export function arabicSession(): Readonly<Record<string, unknown>> {
  return sessionOf([segmentOf(0, arabic), segmentOf(1, arabic)], 'ar');
}

const models = [
  { model: 'zipformer-en-tiny', languages: ['en'], use: 'streams', state: 'loaded', memory_bytes: 193_000_000 },
  { model: 'moonshine-tiny-en', languages: ['en'], use: 'second_pass', state: 'loading', memory_bytes: 0 },
  { model: 'zipformer-nl', languages: ['nl'], use: null, state: 'unloaded', memory_bytes: 0 },
];

const liveSessions = [
  {
    session_id: crypto.randomUUID(),
    owner: 'Town hall',
    key_name: 'council chamber',
    language: 'en',
    model: 'zipformer-en-tiny',
    started_at: '2026-03-12T13:02:00Z',
    duration: 312.4,
    lag_ms: 24,
  },
  {
    session_id: crypto.randomUUID(),
    owner: 'Radio',
    key_name: 'studio 2',
    language: 'en',
    model: 'zipformer-en-tiny',
    started_at: '2026-03-12T12:11:00Z',
    duration: 3371,
    lag_ms: 480,
  },
];

const keyBase = {
  owner: 'Town hall',
  type: 'realtime',
  state: 'usable',
  created_at: '2026-01-05T10:00:00Z',
  expires_at: '2027-01-05T10:00:00Z',
  revoked_at: null,
  languages: null,
  types: null,
  flags: [],
  max_sessions: null,
  max_session_ms: null,
};
const keysBody = [
  {
    ...keyBase,
    id: 'k1',
    name: 'council chamber',
    languages: ['en', 'nl'],
    max_sessions: 4,
    max_session_ms: 7_200_000,
  },
  { ...keyBase, id: 'k2', name: 'studio 2', owner: 'Radio', types: ['fast'], expires_at: null },
  { ...keyBase, id: 'k3', name: 'operator', owner: 'operator', type: 'admin' },
  { ...keyBase, id: 'k4', name: 'old phone', state: 'revoked', revoked_at: '2026-02-01T10:00:00Z' },
];

const latencyBounds = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10];
const lagBounds = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30];

function histogramText(name: string, bounds: readonly number[], counts: readonly number[]): string {
  let sum = 0;
  const rows = bounds.map((bound, index) => {
    sum += counts[index] ?? 0;
    return `${name}_bucket{le="${bound}",language="en",model="zipformer-en-tiny"} ${sum}`;
  });
  const labels = 'language="en",model="zipformer-en-tiny"';
  return [
    ...rows,
    `${name}_bucket{le="+Inf",${labels}} ${sum}`,
    `${name}_sum{${labels}} ${sum * 0.3}`,
    `${name}_count{${labels}} ${sum}`,
  ].join('\n');
}

/** The metrics of a server that has so many sessions open. */
export function metricsText(sessions: number): string {
  const pool = 'model="zipformer-en-tiny",use="streams"';
  const second = 'model="moonshine-tiny-en",use="second_pass"';
  return `# HELP steno_sessions_open Sessions that are not over.
# TYPE steno_sessions_open gauge
steno_sessions_open{language="en",model="zipformer-en-tiny",pace="live"} ${sessions}
steno_sessions_open{language="en",model="zipformer-en-tiny",pace="bulk"} 1
steno_connections_open ${sessions + 1}
steno_sessions_resumed_total 7
steno_sessions_refused_total{code="at_capacity"} 12
steno_sessions_refused_total{code="unauthorized"} 31
steno_sessions_refused_total{code="rate_limited"} 4
steno_sessions_closed_total{reason="stopped"} 841
steno_sessions_closed_total{reason="idle"} 22
steno_sessions_closed_total{reason="expired"} 3
steno_limits_reached_total{limit="sessions_per_key"} 5
${histogramText('steno_first_partial_latency_seconds', latencyBounds, [0, 4, 60, 210, 240, 90, 30, 9, 3, 1])}
${histogramText('steno_partial_latency_seconds', latencyBounds, [20, 400, 2100, 1400, 640, 120, 40, 11, 2, 1])}
${histogramText('steno_final_latency_seconds', latencyBounds, [0, 0, 4, 12, 80, 320, 410, 160, 31, 8, 1])}
${histogramText('steno_lag_seconds', lagBounds, [5100, 2400, 900, 180, 30, 8, 2])}
${histogramText('steno_stop_latency_seconds', latencyBounds, [])}
steno_workers{${pool}} 2
steno_workers{${second}} 0
steno_worker_places{${pool}} 2
steno_worker_places{${second}} 1
steno_worker_events_total{${pool},event="worker_died"} 2
steno_worker_busy_seconds_total{${pool}} 1834.2
steno_real_time_factor_ratio{${pool}} 0.0234
steno_real_time_factor_ratio{${second}} 0.118
steno_streams_open{${pool}} ${sessions + 1}
steno_streams_waiting{${pool}} 0
steno_streams_waiting{${second}} 2
steno_memory_bytes{process="server"} 148897792
steno_memory_bytes{process="workers"} 512000000
steno_cpu_seconds_total{process="server"} 81.5
steno_cpu_seconds_total{process="workers"} 1893.1
steno_capacity_load_ratio 0.37
steno_capacity_target_ratio 0.8
steno_capacity_free_sessions{${pool}} 14
`;
}
