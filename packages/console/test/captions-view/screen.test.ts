import { describe, expect, it } from 'vitest';
import {
  changedByKey,
  parseScreenSettings,
  screenParameters,
  type ScreenSettings,
  usualScreenSettings,
} from '../../src/captions-view/screen-settings.ts';
import { screenText } from '../../src/captions-view/screen-text.ts';
import { final, partial } from '../results.ts';

describe('parseScreenSettings', () => {
  it('reads what was written', () => {
    const settings: ScreenSettings = { size: 8, colors: 'yellow-on-black', lines: 3, place: 'top' };
    expect(parseScreenSettings(new URLSearchParams(screenParameters(settings)))).toEqual(settings);
    expect(screenParameters(usualScreenSettings)).toEqual({});
  });

  it.each(['size=0&lines=9&colors=red&place=left', 'size=x&lines=1.5', ''])('takes the usual for %s', (query) => {
    expect(parseScreenSettings(new URLSearchParams(query))).toEqual(usualScreenSettings);
  });
});

describe('changedByKey', () => {
  it('keeps the size within its steps', () => {
    const press = (key: string): ScreenSettings =>
      Array.from({ length: 20 }).reduce<ScreenSettings>((one) => changedByKey(one, key) ?? one, usualScreenSettings);
    expect(press('+').size).toBe(9);
    expect(press('-').size).toBe(1);
  });

  it('goes around colours, lines and places', () => {
    for (const [key, count] of [
      ['c', 4],
      ['l', 4],
      ['p', 3],
    ] as const) {
      let settings = usualScreenSettings;
      const seen = new Set<string>();
      for (let index = 0; index < count; index += 1) {
        settings = changedByKey(settings, key) ?? settings;
        seen.add(JSON.stringify(settings));
      }
      expect(seen.size).toBe(count);
      expect(settings).toEqual(usualScreenSettings);
    }
  });

  it('leaves other keys alone', () => {
    expect(changedByKey(usualScreenSettings, 'Tab')).toBeUndefined();
  });
});

describe('screenText', () => {
  it('has the newest finals and the partial', () => {
    expect(screenText([final(0, 'One.'), final(1, 'Two.')], partial(2, 'thr'))).toEqual({
      settled: 'One. Two.',
      open: 'thr',
    });
    expect(screenText([], undefined)).toEqual({ settled: '', open: '' });
  });

  it('stays short and cuts between words, however long the session is', () => {
    const finals = Array.from({ length: 10_000 }, (_, index) => final(index, `word${index} and more.`));
    const { settled } = screenText(finals, undefined);
    expect(settled.length).toBeLessThanOrEqual(600);
    expect(settled).toMatch(/^\S+ .*word9999 and more\.$/u);
    expect(settled.split(' ')[0]).toMatch(/^(?:word\d+|and|more\.)$/u);
  });
});
