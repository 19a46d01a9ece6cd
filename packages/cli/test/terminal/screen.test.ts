import { describe, expect, it } from 'vitest';
import { Screen } from '../../src/terminal/screen.ts';
import { Steps } from '../../src/terminal/steps.ts';
import { MemoryStream } from './memory-stream.ts';

describe('a screen', () => {
  it('keeps lines above the live ones, which it draws in place', () => {
    const stream = new MemoryStream({ isTTY: true });
    const screen = new Screen(stream, {});
    screen.live(['partial one', 'bar']);
    screen.line('final');
    screen.live(['partial two', 'bar']);
    expect(stream.shown).toEqual(['final', 'partial two', 'bar']);
    screen.live([]);
    expect(stream.shown).toEqual(['final']);
  });

  it('cuts live lines to the width, so that none wraps', () => {
    const stream = new MemoryStream({ isTTY: true, columns: 30 });
    new Screen(stream, {}).live(['x'.repeat(100)]);
    expect(stream.shown).toEqual([`${'x'.repeat(28)}…`]);
  });

  it.each([
    ['a pipe', new MemoryStream(), {}],
    ['a dumb terminal', new MemoryStream({ isTTY: true }), { TERM: 'dumb' }],
  ])('writes neither live lines nor escape sequences to %s', (_name, stream, environment) => {
    const screen = new Screen(stream, environment);
    screen.live(['partial']);
    screen.line(screen.paint('red', 'final'));
    expect(stream.written).toBe('final\n');
  });

  it('has colours on a terminal, and none with NO_COLOR', () => {
    const stream = new MemoryStream({ isTTY: true });
    expect(new Screen(stream, {}).paint('red', 'x')).toContain('\u001b[');
    expect(new Screen(stream, { NO_COLOR: '1' }).paint('red', 'x')).toBe('x');
    expect(new Screen(stream, { NO_COLOR: '' }).paint('red', 'x')).toContain('\u001b[');
  });
});

describe('steps', () => {
  it('aligns the text of an entry in its own column', () => {
    const stream = new MemoryStream({ isTTY: true, columns: 60 });
    new Steps(new Screen(stream, {})).entry('done', 'Server', 'one two three four five six seven eight nine ten');
    expect(stream.shown).toEqual([
      '  ✓ Server        one two three four five six seven eight',
      '                  nine ten',
    ]);
  });

  it('puts the text below the label on a narrow screen', () => {
    const stream = new MemoryStream({ isTTY: true, columns: 40 });
    const steps = new Steps(new Screen(stream, {}));
    steps.entry('done', 'Server', 'ws://127.0.0.1:8080');
    steps.entry('notice', '', 'some advice');
    expect(stream.shown).toEqual(['  ✓ Server', '    ws://127.0.0.1:8080', '  ! some advice']);
  });

  it('never breaks what is to be copied', () => {
    const stream = new MemoryStream({ isTTY: true, columns: 20 });
    new Steps(new Screen(stream, {})).verbatim('k'.repeat(50));
    expect(stream.shown).toEqual([`    ${'k'.repeat(50)}`]);
  });

  it('gives back what the work gives, and leaves nothing on the screen', async () => {
    const stream = new MemoryStream({ isTTY: true });
    const steps = new Steps(new Screen(stream, {}));
    expect(await steps.busy('Working', Promise.resolve(7))).toBe(7);
    await expect(steps.busy('Working', Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(stream.shown).toEqual([]);
  });

  it('tells a pipe of a download in quarters', () => {
    const stream = new MemoryStream();
    const show = new Steps(new Screen(stream, {})).download('model');
    for (const bytes of [0, 10, 20, 24, 25, 26, 50, 75, 100]) show(bytes * 1e6, 100e6);
    expect(stream.shown).toEqual([
      '    model: 25.0 of 100.0 MB',
      '    model: 50.0 of 100.0 MB',
      '    model: 75.0 of 100.0 MB',
      '    model: 100.0 of 100.0 MB',
    ]);
  });
});
