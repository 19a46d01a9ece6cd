import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renewAfterMs } from '../../src/endpointing/endpoint-rules.ts';
import { joinAudio, silenceAudio, unit, wordAudio } from '../scripted-engine.ts';
import { Run, second, usualRules } from './tracker-run.ts';

describe('UtteranceTracker', () => {
  test('tells partials while speech goes on and one final after the silence', () => {
    const run = new Run().push(joinAudio(wordAudio(1), wordAudio(2), silenceAudio(second))).settle();
    expect(run.events.map((event) => event.type)).toEqual([
      'speech_start',
      'partial',
      'partial',
      'final',
      'speech_end',
    ]);
    expect(run.finals()).toEqual(['w1 w2']);
  });

  test('places words on the sample clock of the stream', () => {
    const audio = joinAudio(silenceAudio(20 * unit), wordAudio(7), silenceAudio(second));
    const run = new Run().push(audio).settle();
    const final = run.events.find((event) => event.type === 'final');
    expect(final?.hypothesis.words).toMatchObject([{ text: 'w7', startSample: 20 * unit, endSample: 21 * unit }]);
  });

  test('gives the engine nothing in a long silence but what was just before the next speech', () => {
    const run = new Run().push(joinAudio(silenceAudio(60 * second), wordAudio(3), silenceAudio(second))).settle();
    expect(run.finals()).toEqual(['w3']);
    const final = run.events.find((event) => event.type === 'final');
    expect(final?.hypothesis.words[0]?.startSample).toBe(60 * second);
    expect(run.engineStream.heard.length).toBeLessThan(5 * second);
  });

  test('gives the engine every sample at most once and in order, whatever is flushed in between', () => {
    const piece = fc.record({
      isSpeech: fc.boolean(),
      length: fc.integer({ min: 1, max: 3 * second }),
      flush: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        const run = new Run();
        let speech = 0;
        pieces.forEach(({ isSpeech, length, flush }, index) => {
          const samples = isSpeech ? wordAudio(index + 1, length) : silenceAudio(length);
          if (isSpeech) speech += length;
          run.push(samples);
          if (flush) run.finalise({ type: 'flushed', flushId: index });
        });
        run.finalise({ type: 'ended' }).settle();
        const heardSpeech = run.engineStream.heard.filter((sample) => sample !== 0);
        expect(heardSpeech.length).toBeLessThanOrEqual(speech);
        expect(heardSpeech).toEqual([...heardSpeech].sort((a, b) => a - b));
        const answers = run.events.flatMap((event) => (event.type === 'flushed' ? [event.flushId] : []));
        expect(answers).toEqual(pieces.flatMap(({ flush }, index) => (flush ? [index] : [])));
        expect(run.events.at(-1)).toEqual({ type: 'ended' });
        expect(run.tracker.decodedSamples).toBe(pieces.reduce((sum, { length }) => sum + length, 0));
      }),
      { numRuns: 60 },
    );
  });

  test('says the same words whatever the chunks', () => {
    const audio = joinAudio(
      silenceAudio(1000),
      wordAudio(1, 4000),
      silenceAudio(second),
      wordAudio(2, 700),
      silenceAudio(333),
    );
    const whole = new Run().push(audio).finalise({ type: 'ended' }).settle();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }), (cuts) => {
        const run = new Run();
        for (let offset = 0, turn = 0; offset < audio.length; turn += 1) {
          const length = cuts[turn % cuts.length] ?? 1;
          run.push(audio.slice(offset, offset + length)).settle();
          offset += length;
        }
        run.finalise({ type: 'ended' }).settle();
        const finals = (of: Run): unknown => of.events.filter((event) => event.type === 'final');
        expect(finals(run)).toEqual(finals(whole));
      }),
      { numRuns: 40 },
    );
  });

  test('answers a flush in silence at once, without a final', () => {
    const run = new Run()
      .push(silenceAudio(4 * second))
      .finalise({ type: 'flushed', flushId: 5 })
      .settle();
    expect(run.events).toEqual([{ type: 'flushed', flushId: 5 }]);
  });

  test('tells the final before the answer to a flush in the middle of speech, and goes on', () => {
    const run = new Run().push(wordAudio(1)).finalise({ type: 'flushed', flushId: 1 }).push(wordAudio(2));
    run.finalise({ type: 'ended' }).settle();
    expect(run.finals()).toEqual(['w1', 'w2']);
    const types = run.events.map((event) => event.type).filter((type) => type !== 'partial');
    expect(types.indexOf('final')).toBeLessThan(types.indexOf('flushed'));
  });

  test('ends an utterance that is long at the next short pause, and one without any in the end', () => {
    const rules = { endpointingMs: 10_000, maxSegmentMs: 60_000 };
    const short = joinAudio(wordAudio(1, 31 * second), silenceAudio(3000), wordAudio(2, 2000));
    expect(new Run(rules).push(short).settle().finals()).toEqual(['w1']);
    const before = joinAudio(wordAudio(1, 20 * second), silenceAudio(3000), wordAudio(2, 2000));
    expect(new Run(rules).push(before).settle().finals()).toEqual([]);
    const endless = new Run(rules).push(wordAudio(1, 61 * second)).settle();
    expect(endless.finals()).toEqual(['w1']);
    expect(endless.of('final')).toMatchObject([{ goesOn: true, at: 60 * second, end: { sample: 60 * second } }]);
  });

  test('begins anew after an utterance once enough lies behind, not before', () => {
    const run = new Run();
    const speech = joinAudio(wordAudio(1, second), silenceAudio(second));
    while (run.tracker.decodedSamples < (renewAfterMs / 1000) * second) {
      expect(run.checkpoints).toEqual([]);
      run.push(speech).settle();
    }
    run.push(speech).settle();
    expect(run.checkpoints).toHaveLength(1);
    expect(run.checkpoints[0]).toMatchObject({ isGated: false, isSpeaking: false });
    expect(run.engineStream.renewals).toBe(1);
    expect(run.vad.resets).toBe(1);
  });

  test('begins anew in silence, so that speech that follows still has what was just before it', () => {
    const silence = silenceAudio((renewAfterMs / 1000) * second + 2 * second);
    const run = new Run(usualRules, 2).push(silence).settle();
    expect(run.checkpoints).toMatchObject([{ isGated: true, isSpeaking: false }]);
    const { sample } = run.checkpoints[0] ?? { sample: 0 };
    expect(sample).toBeLessThanOrEqual(silence.length - 0.7 * second);
    const heard = run.engineStream.heard.length;
    run.push(joinAudio(wordAudio(3, 5 * unit), silenceAudio(second))).settle();
    expect(run.finals()).toEqual(['w3']);
    expect(run.engineStream.heard.length - heard).toBeGreaterThan(second);
  });

  test('does not begin anew in the middle of speech, unless it must', () => {
    const speech = (renewAfterMs / 1000) * second + second;
    const rules = { endpointingMs: 640, maxSegmentMs: 60_000 };
    const flushed = { type: 'flushed', flushId: 1 } as const;
    expect(new Run(rules).push(wordAudio(1, speech)).finalise(flushed).settle().checkpoints).toEqual([]);
    const run = new Run(rules).push(wordAudio(1, speech)).finalise(flushed, true).settle();
    expect(run.checkpoints).toMatchObject([{ sample: speech, isSpeaking: true }]);
    expect(run.events.at(-1)?.type).toBe('checkpoint');
  });

  test('loses no short rest of speech at a cut in its middle, although the detector begins anew', () => {
    const run = new Run(usualRules, 2).push(wordAudio(1, second)).finalise({ type: 'flushed', flushId: 1 }, true);
    run.push(joinAudio(wordAudio(2, unit), silenceAudio(second))).settle();
    expect(run.finals()).toEqual(['w1', 'w2']);
  });

  test('goes on from a checkpoint like the one that told it', () => {
    const first = joinAudio(wordAudio(1, second), silenceAudio((renewAfterMs / 1000) * second + 5 * second));
    const then = joinAudio(wordAudio(2, 3 * unit), silenceAudio(second), wordAudio(3, second), silenceAudio(second));
    const run = new Run(usualRules, 2).push(first).settle();
    const checkpoint = run.checkpoints.at(-1);
    const before = run.events.length;
    run.push(then).settle();
    if (checkpoint === undefined) throw new Error('no checkpoint was told');
    const resumed = new Run(usualRules, 2, { beginning: { resumeFrom: checkpoint } });
    resumed
      .push(first.slice(checkpoint.sample - checkpoint.leadInSamples))
      .push(then)
      .settle();
    expect(resumed.events.length).toBeGreaterThan(6);
    expect(resumed.events).toEqual(run.events.slice(before));
  });

  test('answers a request at the beginning of an utterance without ending one in the engine', () => {
    const run = new Run().finalise({ type: 'flushed', flushId: 1 }).push(wordAudio(1)).settle();
    expect(run.events[0]).toEqual({ type: 'flushed', flushId: 1 });
    expect(run.engineStream.trailingSilences).toEqual([]);
  });

  test('tells the engine how much silence the utterance ends with', () => {
    const run = new Run().push(joinAudio(wordAudio(1, 10 * unit), silenceAudio(second))).settle();
    expect(run.engineStream.trailingSilences).toEqual([20 * unit]);
  });
});
