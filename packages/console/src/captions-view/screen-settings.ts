/** Colours of the caption view: the text on its ground. */
export const screenColors = ['white-on-black', 'yellow-on-black', 'black-on-white', 'white-on-transparent'] as const;

/** One of {@link screenColors}. */
export type ScreenColors = (typeof screenColors)[number];

/** How captions stand on a screen. */
export interface ScreenSettings {
  /** Step of the size of letters, from `minSize` to `maxSize`. */
  readonly size: number;
  readonly colors: ScreenColors;
  /** 1 to 4. */
  readonly lines: number;
  readonly place: 'bottom' | 'middle' | 'top';
}

/** The steps of the size; each is a share of the width of the screen. */
export const sizeSteps: { readonly min: number; readonly max: number } = { min: 1, max: 9 };
const maxLines = 4;

/** How captions stand before anybody has changed it. */
export const usualScreenSettings: ScreenSettings = { size: 5, colors: 'white-on-black', lines: 2, place: 'bottom' };

const places = ['bottom', 'middle', 'top'] as const;

/**
 * Reads settings from the parameters of an address, as OBS gives them: `size`, `colors`, `lines`, `place`. What is missing
 * or out of range is as usual.
 */
export function parseScreenSettings(parameters: URLSearchParams): ScreenSettings {
  const whole = (name: string, usual: number, { min, max }: { readonly min: number; readonly max: number }): number => {
    const value = Number(parameters.get(name) ?? NaN);
    return Number.isInteger(value) && value >= min && value <= max ? value : usual;
  };
  const { size, colors, lines, place } = usualScreenSettings;
  return {
    size: whole('size', size, sizeSteps),
    colors: screenColors.find((one) => one === parameters.get('colors')) ?? colors,
    lines: whole('lines', lines, { min: 1, max: maxLines }),
    place: places.find((one) => one === parameters.get('place')) ?? place,
  };
}

/** Writes settings as parameters of an address, those that are not as usual. */
export function screenParameters(settings: ScreenSettings): Readonly<Record<string, string>> {
  const names = ['size', 'colors', 'lines', 'place'] as const;
  return Object.fromEntries(
    names.flatMap((name) =>
      settings[name] === usualScreenSettings[name] ? [] : [[name, String(settings[name])] as const],
    ),
  );
}

/**
 * What a key of the keyboard changes: `+` and `-` the size, `c` the colours, `l` the lines, `p` the place.
 *
 * @returns undefined for a key that changes nothing.
 */
export function changedByKey(settings: ScreenSettings, key: string): ScreenSettings | undefined {
  switch (key) {
    case '+':
    case '=':
    case 'ArrowUp':
      return { ...settings, size: Math.min(sizeSteps.max, settings.size + 1) };
    case '-':
    case 'ArrowDown':
      return { ...settings, size: Math.max(sizeSteps.min, settings.size - 1) };
    case 'c':
      return { ...settings, colors: next(screenColors, settings.colors) };
    case 'l':
      return { ...settings, lines: (settings.lines % maxLines) + 1 };
    case 'p':
      return { ...settings, place: next(places, settings.place) };
    default:
      return undefined;
  }
}

function next<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}
