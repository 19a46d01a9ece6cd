import { integerSetting, listSetting, ratioSetting, type Setting, urlSetting } from './setting.ts';

/** The settings of traces. */
export const traceSettings: {
  readonly otlpEndpoint: Setting<string | undefined>;
  readonly otlpHeaders: Setting<readonly string[]>;
  readonly traceSampleRatio: Setting<number>;
  readonly maxTraceSpans: Setting<number>;
} = {
  otlpEndpoint: urlSetting({
    flag: '--otlp-endpoint',
    environment: 'STENO_OTLP_ENDPOINT',
    text: 'Where traces are sent: OTLP as JSON over HTTP, such as http://127.0.0.1:4318; /v1/traces is appended unless the path ends so. Without it there are none.',
  }),
  otlpHeaders: {
    ...listSetting<readonly string[]>({
      flag: '--otlp-headers',
      environment: 'STENO_OTLP_HEADERS',
      placeholder: '<headers>',
      allowed:
        'headers as name=value with commas between them; a comma or a percent sign in a value is written %2C or %25',
      defaultText: '',
      fallback: [],
      text: 'Headers for whoever takes the traces, such as a credential.',
      parse: (items) => {
        const headers = items.map((item) => headerOf(item));
        return headers.every((header) => header !== undefined) ? { value: headers } : undefined;
      },
    }),
    isHidden: true,
  },
  traceSampleRatio: ratioSetting({
    flag: '--trace-sample-ratio',
    environment: 'STENO_TRACE_SAMPLE_RATIO',
    min: 0,
    max: 1,
    fallback: 1,
    text: 'The share of traces that is recorded, by trace id. A client that says in traceparent that it does not record its own is left out.',
  }),
  maxTraceSpans: integerSetting({
    flag: '--max-trace-spans',
    environment: 'STENO_MAX_TRACE_SPANS',
    unit: 'spans',
    min: 1,
    max: 1_000_000,
    fallback: 4_096,
    text: 'Ended spans that may wait to be sent; more are left out and counted.',
  }),
};

/** A header with its value decoded; undefined for what is none. */
function headerOf(item: string): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}=[\x20-\x7e]{1,2000}$/.test(item)) return undefined;
  const at = item.indexOf('=') + 1;
  try {
    const value = decodeURIComponent(item.slice(at));
    return /^[\x20-\x7e]+$/.test(value) ? item.slice(0, at) + value : undefined;
  } catch {
    // A percent sign with no number behind it.
    return undefined;
  }
}
