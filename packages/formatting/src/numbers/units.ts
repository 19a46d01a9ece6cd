import { wordSet } from './vocabulary.ts';

/** Measures: "one" before them is the number, which it is not before "foot" or "degree". */
export const measures: ReadonlySet<string> = wordSet(
  'kilometer kilometers kilometre kilometres meter meters metre metres centimeter centimeters centimetre ' +
    'centimetres millimeter millimeters millimetre millimetres mile miles inch inches gram grams kilogram kilograms ' +
    'kilo kilos milligram milligrams liter liters litre litres milliliter milliliters millilitre millilitres ounce ' +
    'ounces pint pints quart quarts gallon gallons cup cups teaspoon teaspoons teaspoonful tablespoon tablespoons ' +
    'tablespoonful pound pounds volt volts watt watts kilowatt kilowatts megawatt megawatts byte bytes kilobyte ' +
    'kilobytes megabyte megabytes gigabyte gigabytes terabyte terabytes hertz kilohertz megahertz gigahertz pixel ' +
    'pixels acre acres hectare hectares cent cents pence euro euros dollar dollars',
);

/** Spans of time. "one" before them is as often no number: "one day", "one moment". */
export const timeSpans: ReadonlySet<string> = wordSet(
  'second seconds minute minutes hour hours day days night nights week weeks month months year years decade decades',
);

const counted: ReadonlySet<string> = wordSet(
  'foot feet yard yards degree degrees percent per cent buck bucks people persons men women children kids times ' +
    'pages points students guests cars copies items votes seats ton tons hundred thousand million billion trillion',
);

/** Tells whether a word is what a number counts, so that the number before it is no year and no time of day. */
export function isCounted(word: string): boolean {
  return measures.has(word) || timeSpans.has(word) || counted.has(word);
}
