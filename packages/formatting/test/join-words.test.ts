import { describe, expect, it } from 'vitest';
import { joinWords } from '../src/index.ts';

describe('joinWords', () => {
  it.each([
    [['a', 'b'], 'a b'],
    [['你', '好'], '你好'],
    [['你好。', '再见。'], '你好。再见。'],
    [['你好', 'ok', '吗'], '你好 ok 吗'],
    [['𠮷', '野'], '𠮷野'],
    [['カタ', 'かな'], 'カタかな'],
    [['한국', '말'], '한국 말'],
    [['one'], 'one'],
    [[], ''],
  ])('joins %j to "%s"', (words, text) => {
    expect(joinWords(words)).toBe(text);
  });
});
