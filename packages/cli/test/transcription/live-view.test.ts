import type { Result } from '@steno/client/node';
import { describe, expect, it } from 'vitest';
import { Screen } from '../../src/terminal/screen.ts';
import { listeningFooter, progressFooter } from '../../src/transcription/footers.ts';
import { LiveView } from '../../src/transcription/live-view.ts';
import { MemoryStream } from '../terminal/memory-stream.ts';

const plain = { NO_COLOR: '1' };

function result(text: string, isFinal: boolean, startMs = 3_000): Result {
  return { segment: 0, text, isFinal, startMs, endMs: startMs + 1_000, language: 'en', words: [] };
}

describe('a live view', () => {
  it('keeps finals with their time, and takes the partial away at the end', () => {
    const stream = new MemoryStream({ isTTY: true, columns: 60 });
    const view = new LiveView(new Screen(stream, plain), progressFooter(60_000));
    view.result(result('Hello', false));
    view.result(result('Hello there.', true));
    view.result(result('And', false, 65_000));
    view.finish();
    expect(stream.shown).toEqual(['   0:03  Hello there.']);
  });

  it('shows the partial below, and what the session is doing', () => {
    const stream = new MemoryStream({ isTTY: true, columns: 90 });
    const view = new LiveView(
      new Screen(stream, plain),
      listeningFooter('arecord', () => -20),
    );
    view.status('listening');
    view.result(result('Hello', false));
    view.sent(4_000);
    view.status('reconnecting');
    expect(stream.shown).toEqual([
      '   0:03  Hello',
      '   0:04  ○ no connection, audio is kept  ▅  arecord · Ctrl+C ends',
    ]);
  });

  it('breaks text between words at the width of the screen', () => {
    const stream = new MemoryStream({ isTTY: true, columns: 31 });
    const view = new LiveView(new Screen(stream, plain), progressFooter(undefined));
    view.result(result('Words that are wider than the screen.', true));
    view.finish();
    expect(stream.shown).toEqual(['   0:03  Words that are wider', '         than the screen.']);
  });

  it('writes sentences about the session between the finals, or where they are to go', () => {
    const stream = new MemoryStream({ isTTY: true, columns: 60 });
    const screen = new Screen(stream, plain);
    new LiveView(screen, progressFooter(undefined)).note('The connection is lost.');
    expect(stream.shown).toEqual(['      !  The connection is lost.']);
    const elsewhere = new MemoryStream();
    new LiveView(screen, progressFooter(undefined), new Screen(elsewhere, plain)).note('It is back.');
    expect(elsewhere.shown).toEqual(['steno: It is back.']);
  });
});
