/**
 * Draws a bar.
 *
 * @param share - how much is done, 0..1; what is outside counts as the nearer end.
 * @param columns - width in columns; integer, >= 1.
 */
export function progressBar(share: number, columns: number): string {
  const done = Math.round(Math.min(Math.max(share, 0), 1) * columns);
  return '━'.repeat(done) + '╌'.repeat(columns - done);
}

/**
 * Writes a time as minutes and seconds, `1:05`, with hours when there are any, `1:00:05`.
 *
 * @param seconds - >= 0; cut to whole seconds.
 */
export function clockTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
