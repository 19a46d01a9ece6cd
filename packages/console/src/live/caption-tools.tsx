import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { saveBlob } from '../parts/save-blob.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import { type ExportFormat, exportFormats } from './export-formats.ts';
import type { ShownSession, Studio } from './studio.ts';

/** What the tools are given. */
export interface CaptionToolsProps {
  readonly studio: Studio;
  readonly shown: ShownSession;
  readonly isShaded: boolean;
  readonly onShaded: (isShaded: boolean) => void;
  readonly onShare: () => void;
  readonly onHelp: () => void;
}

/** The text of a session for the clipboard: one line for each segment. */
export function captionText({ log }: Pick<ShownSession, 'log'>): string {
  return log.finals.map(({ text }) => text).join('\n');
}

/** Plays, or ends what is played. */
export function togglePlaying(studio: Studio): void {
  if (studio.playedMs.value !== undefined) studio.pause();
  else void studio.play(0);
}

/** What can be done with the captions. */
export function CaptionTools(props: CaptionToolsProps): JSX.Element {
  const { studio, shown, isShaded, onShaded, onShare, onHelp } = props;
  const { address } = useConsole();
  const { tools } = useText().live;
  const isPlaying = studio.playedMs.value !== undefined;
  return (
    <div class="caption-tools" role="group" aria-label={tools.label}>
      <Button
        onClick={() => {
          togglePlaying(studio);
        }}
      >
        {isPlaying ? tools.pause : tools.play}
      </Button>
      <Button
        isPressed={isShaded}
        onClick={() => {
          onShaded(!isShaded);
        }}
      >
        {tools.confidence}
      </Button>
      <CopyButton value={() => captionText(shown)} label={tools.copy} />
      <Export shown={shown} />
      <Button
        onClick={() => {
          address.go({ name: 'captions', id: 'live' });
        }}
      >
        {tools.screen}
      </Button>
      <Button onClick={onShare}>{tools.share}</Button>
      <Button look="quiet" onClick={onHelp}>
        {tools.help}
      </Button>
    </div>
  );
}

function Export({ shown }: { readonly shown: ShownSession }): JSX.Element {
  const { tools } = useText().live;
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  const save = async (format: ExportFormat): Promise<void> => {
    setBusy(true);
    try {
      // Writers of subtitles are not needed before.
      const { exportTranscript } = await import('./export.ts');
      const { name, mediaType, text } = exportTranscript(shown.log.finals, format, shown.startedAtMs);
      saveBlob(new Blob([text], { type: mediaType }), name);
    } finally {
      setBusy(false);
    }
  };
  return (
    <span class="export">
      <label for={id} class="hidden-visually">
        {tools.export}
      </label>
      <select
        id={id}
        class="field-input"
        value=""
        disabled={isBusy || shown.log.finals.length === 0}
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = '';
          const format = exportFormats.find((one) => one === value);
          if (format !== undefined) void save(format);
        }}
      >
        <option value="">{tools.export}…</option>
        {exportFormats.map((format) => (
          <option key={format} value={format}>
            {tools.formats[format]}
          </option>
        ))}
      </select>
    </span>
  );
}
