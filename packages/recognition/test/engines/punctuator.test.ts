import { describe, expect, test } from 'vitest';
import { punctuateWords } from '../../src/engines/sherpa/punctuator.ts';

const words = ['HELLO', "IT'S", 'MONDAY'].map((text, index) => ({
  text,
  startSample: index * 100,
  endSample: index * 100 + 80,
  confidence: 0.5,
}));

describe('punctuateWords', () => {
  test('gives each word its casing and marks, and leaves its times and confidence', () => {
    const given: string[] = [];
    const punctuated = punctuateWords(words, (text) => {
      given.push(text);
      return "Hello,  it's Monday. ";
    });
    expect(given).toEqual(["hello it's monday"]);
    expect(punctuated).toEqual([
      { ...words[0], text: 'Hello,' },
      { ...words[1], text: "it's" },
      { ...words[2], text: 'Monday.' },
    ]);
  });

  test.each(["Hello it's", 'Hello, it is Monday.', "Hello it's Tuesday", ''])(
    'keeps the words when %j comes back',
    (text) => {
      expect(punctuateWords(words, () => text)).toBeUndefined();
    },
  );

  test('asks for nothing when there are no words', () => {
    const fail = (): string => {
      throw new Error('asked');
    };
    expect(punctuateWords([], fail)).toEqual([]);
  });
});
