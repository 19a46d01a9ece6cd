import { describe, expect, it } from 'vitest';
import { parseConnectParameters, readCredential } from '../src/connect-parameters.ts';
import { errorOf, upgradeRequest } from './upgrade-request.ts';

describe('readCredential', () => {
  it.each([
    ['the header Authorization, raw', upgradeRequest('', { Authorization: 'k1' })],
    ['the header Authorization with Bearer', upgradeRequest('', { Authorization: 'Bearer k1' })],
    ['the header Authorization with bearer in lower case', upgradeRequest('', { authorization: 'bearer   k1' })],
    ['the header x-zoom-s2t-key', upgradeRequest('', { 'X-Zoom-S2T-Key': 'k1' })],
    ['the header x-api-key', upgradeRequest('', { 'x-api-key': 'k1' })],
    ['the header api-key', upgradeRequest('', { 'Api-Key': 'k1' })],
    ['the subprotocols', upgradeRequest('', { 'Sec-WebSocket-Protocol': 'token, k1' })],
    ['the subprotocols behind another one', upgradeRequest('', { 'Sec-WebSocket-Protocol': 'chat,token,k1' })],
    ['the query parameter token', upgradeRequest('token=k1')],
    ['the query parameter Authorization', upgradeRequest('Authorization=k1')],
    ['the query parameter authorization with Bearer', upgradeRequest('authorization=Bearer%20k1')],
    ['the query parameter TOKEN', upgradeRequest('TOKEN=k1')],
  ])('finds the credential in %s', (_place, request) => {
    expect(readCredential(request)).toBe('k1');
  });

  it('prefers a header to the subprotocols and the subprotocols to the query', () => {
    const subprotocols = { 'sec-websocket-protocol': 'token, second' };
    expect(readCredential(upgradeRequest('token=third', { ...subprotocols, authorization: 'first' }))).toBe('first');
    expect(readCredential(upgradeRequest('token=third', subprotocols))).toBe('second');
  });

  it.each([
    ['nothing at all', upgradeRequest()],
    ['an empty header', upgradeRequest('', { authorization: ' ' })],
    ['Bearer without a token', upgradeRequest('', { authorization: 'Bearer ' })],
    ['the subprotocol token alone', upgradeRequest('', { 'sec-websocket-protocol': 'token' })],
    ['an empty query parameter', upgradeRequest('token=')],
  ])('finds no credential in %s', (_what, request) => {
    expect(readCredential(request) ?? '').toBe('');
  });
});

describe('parseConnectParameters', () => {
  it('assumes the defaults when nothing is said', () => {
    expect(parseConnectParameters(upgradeRequest())).toEqual({
      encoding: { encoding: 'pcm_s16le', sampleRateHz: 16_000, channels: 1 },
      format: 'transcript',
      options: {},
      unknown: [],
    });
  });

  it.each([
    [
      'the query',
      upgradeRequest(
        'Language=EN-us&PARTIAL=false&events=True&ack=TRUE&Actual_Numbers=true&Type=QUALITY&Formatted=false' +
          '&Endpointing_MS=300&max_segment_ms=9000&Key_Terms=Ada+Lovelace&KEY_TERMS=Steno',
      ),
    ],
    [
      'headers',
      upgradeRequest('', {
        Language: 'EN-us',
        PARTIAL: 'false',
        events: 'True',
        ack: 'TRUE',
        Actual_Numbers: 'true',
        Type: 'QUALITY',
        Formatted: 'false',
        Endpointing_MS: '300',
        max_segment_ms: ' 9000 ',
        Key_Terms: 'Ada Lovelace, Steno,',
      }),
    ],
  ])('takes every parameter from %s, names in any case', (_where, request) => {
    const parameters = parseConnectParameters(request);
    expect(parameters.language).toBe('en-US');
    expect(parameters.options).toEqual({
      type: 'quality',
      endpointingMs: 300,
      maxSegmentMs: 9000,
      keyTerms: ['Ada Lovelace', 'Steno'],
      partial: false,
      formatted: false,
      actualNumbers: true,
      events: true,
      ack: true,
    });
    expect(parameters.unknown).toEqual([]);
  });

  it('lets a header win over the query', () => {
    const parameters = parseConnectParameters(
      upgradeRequest('language=de&partial=true', { language: 'en', partial: 'false' }),
    );
    expect(parameters.language).toBe('en');
    expect(parameters.options.partial).toBe(false);
  });

  it('takes an empty header for an absent one', () => {
    expect(parseConnectParameters(upgradeRequest('language=de', { language: '' })).language).toBe('de');
  });

  it('counts the first of two query parameters of one name', () => {
    expect(parseConnectParameters(upgradeRequest('language=de&LANGUAGE=en')).language).toBe('de');
  });

  it('lets key terms of a header win over those of the query', () => {
    const { options } = parseConnectParameters(upgradeRequest('key_terms=a&key_terms=b', { key_terms: 'c' }));
    expect(options.keyTerms).toEqual(['c']);
  });

  it('takes a comma in a key term of the query as it is, and an empty one for none', () => {
    const { options } = parseConnectParameters(upgradeRequest('key_terms=Smith%2C+Jones&key_terms=&key_terms=+'));
    expect(options.keyTerms).toEqual(['Smith, Jones']);
  });

  it.each([
    ['endpointing_ms=100&max_segment_ms=2000', 100, 2000],
    ['endpointing_ms=10000&max_segment_ms=60000', 10_000, 60_000],
  ])('takes the ends of the ranges: %s', (query, endpointingMs, maxSegmentMs) => {
    expect(parseConnectParameters(upgradeRequest(query)).options).toMatchObject({ endpointingMs, maxSegmentMs });
  });

  it.each([
    ['99', 'endpointing_ms', 100, 10_000],
    ['10001', 'endpointing_ms', 100, 10_000],
    ['-700', 'endpointing_ms', 100, 10_000],
    ['700.5', 'endpointing_ms', 100, 10_000],
    ['7e2', 'endpointing_ms', 100, 10_000],
    ['0x2bc', 'endpointing_ms', 100, 10_000],
    ['soon', 'endpointing_ms', 100, 10_000],
    ['NaN', 'endpointing_ms', 100, 10_000],
    ['9'.repeat(400), 'endpointing_ms', 100, 10_000],
    ['1999', 'max_segment_ms', 2000, 60_000],
    ['60001', 'max_segment_ms', 2000, 60_000],
  ])('refuses %s for %s, naming the parameter, the value and the range', (value, parameter, min, max) => {
    const error = errorOf(() => parseConnectParameters(upgradeRequest(`${parameter}=${value}`)));
    expect(error).toMatchObject({
      code: 'bad_request',
      message: `${parameter} is "${value.slice(0, 40)}"; it must be a whole number from ${min} to ${max}.`,
      details: { parameter, min, max },
    });
  });

  it('names unknown query parameters, and no more than ten', () => {
    expect(parseConnectParameters(upgradeRequest('foo=1&language=en&Bar=2')).unknown).toEqual(['foo', 'bar']);
    const many = Array.from({ length: 30 }, (_, index) => `p${index}=1`).join('&');
    expect(parseConnectParameters(upgradeRequest(many)).unknown).toHaveLength(10);
  });

  it('does not call a credential in the query unknown', () => {
    expect(parseConnectParameters(upgradeRequest('token=x&Authorization=y')).unknown).toEqual([]);
  });

  it('names no session to resume when none is named, whatever else is', () => {
    expect(parseConnectParameters(upgradeRequest('resume_token=t&last_seq=7'))).not.toHaveProperty('resume');
  });

  it.each([
    ['the query', upgradeRequest('session=abc&resume_token=t1&last_seq=7')],
    ['headers', upgradeRequest('session=x&last_seq=8', { Session: 'abc', Resume_Token: 't1', Last_Seq: '7' })],
  ])('names the session to resume, its token and the last message from %s', (_where, request) => {
    const { resume, unknown } = parseConnectParameters(request);
    expect(resume).toEqual({ sessionId: 'abc', resumeToken: 't1', lastSeq: 7 });
    expect(unknown).toEqual([]);
  });

  it.each([
    ['', -1],
    ['&last_seq=', -1],
    ['&last_seq=-1', -1],
    ['&last_seq=0', 0],
    ['&last_seq=999999999999999', 999_999_999_999_999],
  ])('takes "%s" for the last message %i', (query, lastSeq) => {
    expect(parseConnectParameters(upgradeRequest(`session=a&resume_token=t${query}`)).resume?.lastSeq).toBe(lastSeq);
  });

  it('cuts a session and a token that are longer than any that was told', () => {
    const { resume } = parseConnectParameters(
      upgradeRequest(`session=${'s'.repeat(5000)}&resume_token=${'t'.repeat(5000)}`),
    );
    expect(resume).toEqual({ sessionId: 's'.repeat(64), resumeToken: 't'.repeat(128), lastSeq: -1 });
  });

  it.each([
    ['language=english', 'language'],
    ['language=e', 'language'],
    ['partial=yes', 'partial'],
    ['events=1', 'events'],
    ['ack=maybe', 'ack'],
    ['actual_numbers=2', 'actual_numbers'],
    ['format=xml', 'format'],
    ['type=best', 'type'],
    ['formatted=no', 'formatted'],
    [`key_terms=${'x'.repeat(101)}`, 'key_terms'],
    ['key_terms=a&key_terms=b%00', 'key_terms'],
    ['session=abc', 'resume_token'],
    ['session=abc&resume_token=', 'resume_token'],
    ['session=abc&resume_token=t&last_seq=-2', 'last_seq'],
    ['session=abc&resume_token=t&last_seq=1.5', 'last_seq'],
    ['session=abc&resume_token=t&last_seq=1e3', 'last_seq'],
    ['session=abc&resume_token=t&last_seq=seven', 'last_seq'],
    ['session=abc&resume_token=t&last_seq=1234567890123456', 'last_seq'],
  ])('refuses %s with bad_request, naming the parameter', (query, parameter) => {
    const error = errorOf(() => parseConnectParameters(upgradeRequest(query)));
    expect(error).toMatchObject({ code: 'bad_request', details: { parameter } });
  });

  it('refuses a media type that is not served', () => {
    const error = errorOf(() => parseConnectParameters(upgradeRequest('', { 'content-type': 'audio/mpeg' })));
    expect(error).toMatchObject({ code: 'unsupported_media_type' });
  });
});
