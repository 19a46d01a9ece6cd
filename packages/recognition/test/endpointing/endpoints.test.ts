import { describe, expect, test } from 'vitest';
import { gateSilenceMs, preRollMs, renewAfterMs } from '../../src/endpointing/endpoint-rules.ts';
import { joinAudio, silenceAudio, unit, wordAudio } from '../scripted-engine.ts';
import { Run, second, usualRules } from './tracker-run.ts';

/** Noise of one level; the scripted detector takes it for speech, so tests that need silence use none. */
const long = (renewAfterMs / 1000) * second;

describe('an endpoint', () => {
  test('is put off while somebody may have begun to speak again, and the detector has not said so', () => {
    const before = joinAudio(wordAudio(100, 10 * unit), silenceAudio(18 * unit));
    const endless = new Run(usualRules, 4).push(joinAudio(before, silenceAudio(second))).settle();
    expect(endless.of('final')).toMatchObject([{ at: 30 * unit }]);
    const again = new Run(usualRules, 4)
      .push(joinAudio(before, wordAudio(200, 10 * unit), silenceAudio(second)))
      .settle();
    expect(again.finals()).toEqual(['w100 w200']);
  });

  test('comes at the latest when the detector would have heard speech', () => {
    const click = joinAudio(wordAudio(100, 10 * unit), silenceAudio(18 * unit), wordAudio(200, 2 * unit));
    const run = new Run(usualRules, 4).push(joinAudio(click, silenceAudio(second))).settle();
    const [final] = run.of('final');
    expect(final?.at).toBeGreaterThan(30 * unit);
    expect(final?.at).toBeLessThanOrEqual((30 + 4 + 1) * unit);
  });

  test('needs half the silence behind the mark of a sentence, once the engine has heard that nothing follows', () => {
    const ended = (text: string): readonly number[] => {
      const run = new Run(usualRules, 0, { engine: { spell: () => text } });
      return run
        .push(joinAudio(wordAudio(1, 10 * unit), silenceAudio(second)))
        .settle()
        .of('final')
        .map(({ at }) => at);
    };
    expect(ended('end')).toEqual([30 * unit]);
    expect(ended('end,')).toEqual([30 * unit]);
    // 320 ms are ten frames; that they were decoded is known one later.
    expect(ended('end.')).toEqual([21 * unit]);
  });
});

describe('a word that was replaced', () => {
  test('does not come back before 200 ms in partials, and is in the final', () => {
    const wavering = (text: string, decoded: number): string => (decoded % 2 === 1 ? text : `${text}'`);
    const run = new Run(usualRules, 0, {
      engine: {
        mishear: (words) =>
          words.map((word) => ({ ...word, text: wavering(word.text, (word.endSample - word.startSample) / unit) })),
      },
    });
    run.push(joinAudio(wordAudio(1, 41 * unit), silenceAudio(second))).settle();
    const partials = run.of('partial');
    expect(partials.length).toBeGreaterThan(3);
    partials.slice(2).forEach(({ at }, index) => {
      expect(at - (partials[index + 1]?.at ?? 0)).toBeGreaterThanOrEqual(3200);
    });
    expect(run.finals()).toEqual(['w1']);
  });
});

describe('the lead-in of a state that begins anew', () => {
  const speech = joinAudio(wordAudio(1, 3 * second), wordAudio(2, second + 77));
  const then = joinAudio(wordAudio(3, 5 * unit), silenceAudio(second), wordAudio(4, second), silenceAudio(second));

  test('is the audio just before it, and no word of it is told', () => {
    const run = new Run(usualRules, 2).push(speech).finalise({ type: 'flushed', flushId: 1 }, true).settle();
    expect(run.checkpoints).toEqual([
      { sample: speech.length, leadInSamples: 1.5 * second, isGated: false, isSpeaking: true },
    ]);
    expect(run.engineStream.leadIns).toEqual([speech.slice(-1.5 * second)]);
    run.push(then).settle();
    expect(run.finals()).toEqual(['w1 w2', 'w3', 'w4']);
  });

  test('is what there is where the stream has just begun, or has begun anew', () => {
    const run = new Run(usualRules, 2).push(wordAudio(1, 1000)).finalise({ type: 'flushed', flushId: 1 }, true);
    run.push(wordAudio(2, 500)).finalise({ type: 'flushed', flushId: 2 }, true).settle();
    expect(run.checkpoints.map(({ leadInSamples }) => leadInSamples)).toEqual([1000, 1500]);
  });

  test('lies before the audio that is heard again where a silence begins anew', () => {
    const silence = silenceAudio(long + 3 * second);
    const run = new Run(usualRules, 2).push(joinAudio(wordAudio(1, second), silence)).settle();
    const { sample, leadInSamples } = run.checkpoints[0] ?? { sample: 0, leadInSamples: 0 };
    expect(leadInSamples).toBe(1.5 * second);
    expect(sample).toBeGreaterThan(second + ((gateSilenceMs - preRollMs) / 1000) * second);
    expect(run.engineStream.leadIns[0]).toHaveLength(leadInSamples);
  });

  test.each([
    ['in one piece', Infinity],
    ['in tiny pieces', 7],
    ['with what follows it', 30_000],
  ])('is waited for where it comes %s, also when a request follows at once', (_how, chunk) => {
    const request = { type: 'flushed', flushId: 2 } as const;
    const run = new Run(usualRules, 2).push(speech).finalise({ type: 'flushed', flushId: 1 }, true).settle();
    const [checkpoint] = run.checkpoints;
    const before = run.events.length;
    run.finalise(request).push(then).finalise({ type: 'ended' }).settle();
    if (checkpoint === undefined) throw new Error('no checkpoint was told');
    const resumed = new Run(usualRules, 2, { beginning: { resumeFrom: checkpoint } });
    const leadIn = speech.slice(-checkpoint.leadInSamples);
    for (let offset = 0; offset < leadIn.length; offset += chunk) {
      expect(resumed.engineStream.renewals).toBe(0);
      resumed.push(leadIn.slice(offset, Math.min(leadIn.length, offset + chunk))).settle();
    }
    resumed.finalise(request).push(then).finalise({ type: 'ended' }).settle();
    expect(resumed.engineStream.leadIns).toEqual([leadIn]);
    expect(resumed.events[0]).toEqual(request);
    expect(resumed.events).toEqual(run.events.slice(before));
  });

  test('of a later beginning is the same in a tracker that has resumed', () => {
    const audio = joinAudio(speech, silenceAudio(long + 2 * second), then, silenceAudio(long + 2 * second));
    const run = new Run(usualRules, 2).push(audio).settle();
    expect(run.checkpoints.length).toBeGreaterThan(1);
    run.checkpoints.forEach((checkpoint, index) => {
      const resumed = new Run(usualRules, 2, { beginning: { resumeFrom: checkpoint } });
      resumed.push(audio.slice(checkpoint.sample - checkpoint.leadInSamples)).settle();
      expect(resumed.checkpoints).toEqual(run.checkpoints.slice(index + 1));
      expect(resumed.engineStream.leadIns).toEqual(run.engineStream.leadIns.slice(index));
    });
  });
});

describe('speech that a request has cut off', () => {
  test('is over no sooner than it began, although the detector says late that it was', () => {
    const run = new Run(usualRules, 4).push(joinAudio(wordAudio(1, 10 * unit), silenceAudio(100)));
    run.finalise({ type: 'flushed', flushId: 1 });
    run
      .push(silenceAudio(2 * second))
      .finalise({ type: 'ended' })
      .settle();
    const starts = run.of('speech_start');
    expect(starts.length).toBe(2);
    run.of('speech_end').forEach(({ sample }, index) => {
      expect(sample).toBeGreaterThanOrEqual(starts[index]?.sample ?? Infinity);
    });
  });
});
