/**
 * Writes a time as `hh:mm:ss.mmm`; from 100 hours on with as many digits as it takes.
 *
 * @param ms - integer, >= 0.
 * @param separator - between seconds and milliseconds.
 */
export function timestamp(ms: number, separator: '.' | ','): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(ms / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${clock}${separator}${String(ms % 1000).padStart(3, '0')}`;
}
