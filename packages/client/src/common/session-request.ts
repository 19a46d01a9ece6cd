import type { SessionOptionChanges } from '@steno/protocol';
import type { TranscribeOptions } from './contract.ts';

/** What a connection needs to come back to a session. */
export interface Resumption {
  readonly sessionId: string;
  readonly resumeToken: string;
  /** The number of the last message that arrived. */
  readonly lastSeq: number;
}

/** How a session is asked for on the wire. */
export interface SessionRequest {
  /** Parameters of the URL of a new session. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The first message; undefined when none is needed. */
  readonly start: string | undefined;
}

/**
 * Writes the options of a session for the wire. With key terms they go into the first message and not into the URL:
 * what somebody is going to say does not belong into a log of addresses. Acknowledgements are always asked for: the
 * buffer of audio lives on them.
 */
export function requestOf(options: TranscribeOptions): SessionRequest {
  const isInMessage = options.keyTerms !== undefined && options.keyTerms.length > 0;
  const wire = wireOptions(options);
  return {
    parameters: textsOf({ language: options.language, ...(isInMessage ? {} : wire) }),
    start: isInMessage ? JSON.stringify({ action: 'start', ...wire, key_terms: options.keyTerms }) : undefined,
  };
}

/**
 * The URL of one connection.
 *
 * @param resumption - undefined for a new session.
 */
export function connectionUrl(server: URL, request: SessionRequest, resumption: Resumption | undefined): string {
  const url = new URL(server.href);
  const parameters =
    resumption === undefined
      ? request.parameters
      : textsOf({
          session: resumption.sessionId,
          resume_token: resumption.resumeToken,
          last_seq: resumption.lastSeq,
        });
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** The options by their names on the wire, without key terms. */
function wireOptions(options: SessionOptionChanges): Readonly<Record<string, string | number | boolean | undefined>> {
  return {
    type: options.type,
    endpointing_ms: options.endpointingMs,
    max_segment_ms: options.maxSegmentMs,
    partial: options.partial,
    formatted: options.formatted,
    actual_numbers: options.actualNumbers,
    events: options.events,
    ack: true,
  };
}

function textsOf(values: Readonly<Record<string, string | number | boolean | undefined>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) texts[name] = String(value);
  return texts;
}
