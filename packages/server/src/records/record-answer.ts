import { samplesToMs, samplesToSeconds } from '@steno/audio';
import { type CaptionSegment, cuesOf, toSrt, toText, toVtt } from '@steno/captions';
import { joinWords } from '@steno/formatting';
import { toResult } from '../formats/transcript-format.ts';
import type { HttpAnswer, TextAnswer } from '../gateway/http-answer.ts';
import type { SessionReport } from '../session/session-report.ts';
import type { RecordPage, SessionRecord } from '../store/record-store.ts';
import type { SegmentText } from '../transcript/transcript.ts';
import type { RecordForm } from './record-request.ts';

const contentTypes: Readonly<Record<RecordForm, string>> = {
  json: 'application/json; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
};

/** A page of records, without their finals. */
export function listAnswer({ records, next, matches }: RecordPage): TextAnswer {
  const sessions = records.map((record) => ({
    ...toSession(record, record.finals),
    ...(matches === undefined ? {} : { matches: (matches.get(record.sessionId) ?? []).map(toMatch) }),
  }));
  return answerWith('json', JSON.stringify({ sessions, next: next ?? null }));
}

/** One record with its finals, in the form that was asked for. */
export function recordAnswer(record: SessionRecord, finals: readonly SegmentText[], form: RecordForm): TextAnswer {
  if (form === 'json') {
    const session = {
      ...toSession(record, finals.length),
      figures: record.figures === undefined ? null : toFigures(record.figures),
      text: joinWords(finals.map(({ text }) => text).filter((text) => text !== '')),
      results: finals.map(toResult),
    };
    return answerWith('json', JSON.stringify(session));
  }
  // The identifier is a UUID: nothing in the file's name needs quoting.
  const name = `steno-${record.sessionId}.${form}`;
  return answerWith(form, toFile(finals, form), { 'content-disposition': `attachment; filename="${name}"` });
}

/** The answer to a record that is deleted. */
export function deletedAnswer(): TextAnswer {
  return { status: 204, headers: { 'cache-control': 'no-store' }, body: '' };
}

function toSession(
  record: SessionRecord,
  segments: number,
): Readonly<Record<string, string | number | boolean | null>> {
  const { state, errorCode } = record;
  return {
    session_id: record.sessionId,
    state,
    ...(state === 'failed' && errorCode !== undefined ? { error: errorCode } : {}),
    language: record.language,
    model: record.modelId,
    started_at: new Date(record.startedAtMs).toISOString(),
    ended_at: record.endedAtMs === undefined ? null : new Date(record.endedAtMs).toISOString(),
    duration: samplesToSeconds(record.receivedSamples),
    complete: record.isComplete,
    segments,
  };
}

/** Where a search found its words. */
function toMatch({ segment, text, startSample }: SegmentText): Readonly<Record<string, string | number>> {
  return { segment, text, start: samplesToSeconds(startSample) };
}

function toFigures({ latencies, warnings, resumes }: SessionReport): Readonly<Record<string, unknown>> {
  const { first_partial: firstPartial = null, partial = null, final = null, lag = null } = latencies;
  return {
    first_partial_latency_ms: firstPartial,
    partial_latency_ms: partial,
    final_latency_ms: final,
    lag_ms: lag,
    warnings: Object.entries(warnings).map(([code, count]) => ({ code, count })),
    resumes,
  };
}

function toFile(finals: readonly SegmentText[], form: Exclude<RecordForm, 'json'>): string {
  const segments = finals.map(toCaptionSegment);
  switch (form) {
    case 'txt':
      return toText(segments);
    case 'srt':
      return toSrt(cuesOf(segments));
    case 'vtt':
      return toVtt(cuesOf(segments));
  }
}

function toCaptionSegment({ text, startSample, endSample, words }: SegmentText): CaptionSegment {
  return {
    text,
    startMs: samplesToMs(startSample),
    endMs: samplesToMs(endSample),
    words: words.map((word) => ({
      text: word.text,
      startMs: samplesToMs(word.startSample),
      endMs: samplesToMs(word.endSample),
    })),
  };
}

function answerWith(form: RecordForm, body: string, headers: HttpAnswer['headers'] = {}): TextAnswer {
  return {
    status: 200,
    headers: {
      'content-type': contentTypes[form],
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      // What people said is never to be run as a page.
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body,
  };
}
