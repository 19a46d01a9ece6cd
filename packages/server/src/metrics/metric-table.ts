/** The labels of metrics. Each has few values: what is served, and words of our own tables. */
export const metricLabels = {
  language: 'a served language',
  model: 'a model that was loaded',
  use: 'what a pool is for: `streams`, `key_terms` or `second_pass`',
  reason: 'why a session ended: `stopped`, `idle`, `shutdown`, `expired`, or an error code of the protocol',
  code: 'an error code of the protocol',
  limit: 'what there is a limit for, such as `sessions_per_key`',
  event: 'what happened to a worker or a model, such as `worker_died`',
  pace: '`live` for audio as it is spoken, `bulk` for audio that comes faster',
  process: '`server` or `workers`',
  end: 'why a viewer was gone: `session_over`, `left`, `slow`, `dismissed` or `failed`',
  outcome: 'what became of a span: `exported`, `dropped` because too many waited, or `failed`',
} as const;

/** The name of a label. */
export type MetricLabel = keyof typeof metricLabels;

/** One row of the table: everything that is known of a metric. */
export interface MetricRow {
  /** `steno_<thing>_<unit>_<total>`; of a histogram without `_bucket`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly MetricLabel[];
  /** One sentence. */
  readonly help: string;
}

/** Upper bounds of latencies, in s. Chosen: fine where a listener notices, up to a long segment heard again. */
export const latencyBounds: readonly number[] = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10];

/** Upper bounds of lag, in s. Chosen: with 0.3, which defines capacity. */
export const lagBounds: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30];

/** The metrics of a server: the one place where they are named. Registration, page, dashboard and alerts follow it. */
export const metricTable = {
  sessionsOpen: {
    name: 'steno_sessions_open',
    type: 'gauge',
    labels: ['language', 'model', 'pace'],
    help: 'Sessions that are not over.',
  },
  sessionsOpened: {
    name: 'steno_sessions_opened_total',
    type: 'counter',
    labels: ['language', 'model'],
    help: 'Sessions opened.',
  },
  sessionsClosed: {
    name: 'steno_sessions_closed_total',
    type: 'counter',
    labels: ['reason'],
    help: 'Sessions over, by why.',
  },
  sessionsRefused: {
    name: 'steno_sessions_refused_total',
    type: 'counter',
    labels: ['code'],
    help: 'Connections that were refused, by the code they were told.',
  },
  requestsRefused: {
    name: 'steno_requests_refused_total',
    type: 'counter',
    labels: ['code'],
    help: 'Requests over plain HTTP that were refused, by the code they were told; those beyond the rate of an address are in steno_limits_reached_total.',
  },
  limitsReached: {
    name: 'steno_limits_reached_total',
    type: 'counter',
    labels: ['limit'],
    help: 'How often somebody was refused or let go for a limit, by which.',
  },
  sessionsResumed: {
    name: 'steno_sessions_resumed_total',
    type: 'counter',
    labels: [],
    help: 'Connections that went on with a session.',
  },
  connectionsOpen: {
    name: 'steno_connections_open',
    type: 'gauge',
    labels: [],
    help: 'WebSockets that are open.',
  },
  audioReceived: {
    name: 'steno_audio_received_seconds_total',
    type: 'counter',
    labels: ['language', 'model'],
    help: 'Audio received in sessions, each second once.',
  },
  audioDecoded: {
    name: 'steno_audio_decoded_seconds_total',
    type: 'counter',
    labels: ['language', 'model'],
    help: 'Audio of sessions that was decoded, each second once.',
  },
  audioAhead: {
    name: 'steno_audio_ahead_seconds',
    type: 'gauge',
    labels: ['pace'],
    help: 'Audio received and not decoded, of all sessions.',
  },
  lag: {
    name: 'steno_lag_seconds',
    type: 'histogram',
    labels: ['language', 'model'],
    help: 'How long a chunk of a live session waited to be decoded.',
  },
  firstPartialLatency: {
    name: 'steno_first_partial_latency_seconds',
    type: 'histogram',
    labels: ['language', 'model'],
    help: 'From the arrival of the chunk with the onset of speech to the first partial.',
  },
  partialLatency: {
    name: 'steno_partial_latency_seconds',
    type: 'histogram',
    labels: ['language', 'model'],
    help: 'From the arrival of the chunk with the end of a word to the first partial with that word.',
  },
  finalLatency: {
    name: 'steno_final_latency_seconds',
    type: 'histogram',
    labels: ['language', 'model'],
    help: 'From the arrival of the chunk with the end of the last word to the final, with the silence waited for.',
  },
  stopLatency: {
    name: 'steno_stop_latency_seconds',
    type: 'histogram',
    labels: ['language', 'model'],
    help: 'From stop, or a Close frame, to the last message.',
  },
  finals: {
    name: 'steno_finals_total',
    type: 'counter',
    labels: ['language', 'model'],
    help: 'Finals sent.',
  },
  partialsShed: {
    name: 'steno_partials_shed_total',
    type: 'counter',
    labels: ['language', 'model'],
    help: 'Partials that a newer one replaced before a slow client could be sent them.',
  },
  outboxBytes: {
    name: 'steno_outbox_bytes',
    type: 'gauge',
    labels: [],
    help: 'Messages that are unread or kept for a resume, of all sessions.',
  },
  outboxMessages: {
    name: 'steno_outbox_messages',
    type: 'gauge',
    labels: [],
    help: 'Messages that wait for a client, a connection or the store, of all sessions.',
  },
  viewersOpen: {
    name: 'steno_viewers_open',
    type: 'gauge',
    labels: [],
    help: 'Viewers of captions.',
  },
  viewersClosed: {
    name: 'steno_viewers_closed_total',
    type: 'counter',
    labels: ['end'],
    help: 'Viewers who are gone, by why.',
  },
  viewerPartialsShed: {
    name: 'steno_viewer_partials_shed_total',
    type: 'counter',
    labels: [],
    help: 'Partials that a newer text replaced before a slow viewer could be sent them.',
  },
  recordOperations: {
    name: 'steno_record_operations_waiting',
    type: 'gauge',
    labels: [],
    help: 'Finals and other entries that wait to be stored.',
  },
  usageWaiting: {
    name: 'steno_usage_entries_waiting',
    type: 'gauge',
    labels: [],
    help: 'Keys and days whose usage waits to be stored; at most 10,000.',
  },
  usageLost: {
    name: 'steno_usage_lost_seconds_total',
    type: 'counter',
    labels: [],
    help: 'Audio that is in no usage report, because too many keys waited for a store that failed.',
  },
  spans: {
    name: 'steno_trace_spans_total',
    type: 'counter',
    labels: ['outcome'],
    help: 'Spans of traces, by what became of them; none without otlpEndpoint.',
  },
  spansWaiting: {
    name: 'steno_trace_spans_waiting',
    type: 'gauge',
    labels: [],
    help: 'Spans that wait to be exported, at most maxTraceSpans.',
  },
  workers: {
    name: 'steno_workers',
    type: 'gauge',
    labels: ['model', 'use'],
    help: 'Workers that live.',
  },
  workerPlaces: {
    name: 'steno_worker_places',
    type: 'gauge',
    labels: ['model', 'use'],
    help: 'Workers there should be; 0 for a model that is not loaded.',
  },
  workerEvents: {
    name: 'steno_worker_events_total',
    type: 'counter',
    labels: ['model', 'use', 'event'],
    help: 'What happened to workers and models.',
  },
  workerBusy: {
    name: 'steno_worker_busy_seconds_total',
    type: 'counter',
    labels: ['model', 'use'],
    help: 'Time in which workers were not waiting for something to do.',
  },
  workerDecoded: {
    name: 'steno_worker_decoded_seconds_total',
    type: 'counter',
    labels: ['model', 'use'],
    help: 'Audio workers decoded, with what they heard again.',
  },
  realTimeFactor: {
    name: 'steno_real_time_factor_ratio',
    type: 'gauge',
    labels: ['model', 'use'],
    help: 'Compute time for audio time as admission counts it: quick to rise, slow to fall.',
  },
  streamsOpen: {
    name: 'steno_streams_open',
    type: 'gauge',
    labels: ['model', 'use'],
    help: 'Streams in workers; of second_pass, segments that are heard again.',
  },
  streamsWaiting: {
    name: 'steno_streams_waiting',
    type: 'gauge',
    labels: ['model', 'use'],
    help: 'Streams that wait for a worker.',
  },
  replayedStreams: {
    name: 'steno_replayed_streams_total',
    type: 'counter',
    labels: ['model', 'use'],
    help: 'Streams given to another worker because theirs was lost.',
  },
  replayedAudio: {
    name: 'steno_replayed_audio_seconds_total',
    type: 'counter',
    labels: ['model', 'use'],
    help: 'Audio given to another worker again.',
  },
  replayKept: {
    name: 'steno_replay_kept_seconds',
    type: 'gauge',
    labels: ['model', 'use'],
    help: 'Audio kept to be heard again should a worker be lost.',
  },
  memory: {
    name: 'steno_memory_bytes',
    type: 'gauge',
    labels: ['process'],
    help: 'Resident memory.',
  },
  cpu: {
    name: 'steno_cpu_seconds_total',
    type: 'counter',
    labels: ['process'],
    help: 'Processor time.',
  },
  loadRatio: {
    name: 'steno_capacity_load_ratio',
    type: 'gauge',
    labels: [],
    help: 'What the sessions of now need of what there is; sessions are refused above steno_capacity_target_ratio.',
  },
  targetRatio: {
    name: 'steno_capacity_target_ratio',
    type: 'gauge',
    labels: [],
    help: 'admissionLoadRatio; 0 for no limit.',
  },
  freeSessions: {
    name: 'steno_capacity_free_sessions',
    type: 'gauge',
    labels: ['model', 'use'],
    help: 'Live sessions that could still be opened, as far as is known.',
  },
} as const;

/** The name of a metric inside. */
export type MetricId = keyof typeof metricTable;

/** All rows, in their order. */
export const metricRows: readonly (MetricRow & { readonly id: MetricId })[] = Object.entries(metricTable).map(
  // Made of exactly these ids.
  ([id, row]) => ({ id: id as MetricId, ...row }),
);
