/** The formats a transcript can be had in. */
export const exportFormats = ['txt', 'srt', 'vtt', 'json'] as const;

/** One of {@link exportFormats}. */
export type ExportFormat = (typeof exportFormats)[number];
