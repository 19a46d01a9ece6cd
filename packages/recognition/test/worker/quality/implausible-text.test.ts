import { describe, expect, test } from 'vitest';
import { isImplausible } from '../../../src/worker/host/quality/implausible-text.ts';

const second = 16_000;
const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

describe('isImplausible', () => {
  test('a text of the usual length is plausible, also when it differs', () => {
    expect(isImplausible(words('HELLO WORLD'), words('Hello, word of mouth.'), 2 * second)).toBe(false);
  });

  test('no text where words were heard is not', () => {
    expect(isImplausible(words('HELLO'), [], second)).toBe(true);
  });

  test('more words than anybody says in that time are not, but a short segment may have some', () => {
    const twelve = words('a b c d e f g h i j k l');
    expect(isImplausible(words('HELLO'), twelve, second)).toBe(true);
    expect(isImplausible(words('HELLO'), twelve, 2 * second)).toBe(false);
    expect(isImplausible(words('NO'), words('No, no, really?'), second / 10)).toBe(false);
  });

  test('more characters of scripts without spaces may be said', () => {
    expect(isImplausible(['東'], Array.from('東京東北西南上下左右大小'), second)).toBe(false);
  });

  test('the same words again and again are not, unless the first pass has heard them, too', () => {
    const loop = words('And then and then and then and then, and then');
    expect(isImplausible(words('AND THEN HE'), loop, 10 * second)).toBe(true);
    expect(isImplausible(words('AND THEN AND THEN AND THEN AND THEN AND THEN'), loop, 10 * second)).toBe(false);
    expect(isImplausible(words('NO NO'), words('No, no, no.'), 2 * second)).toBe(false);
  });
});
