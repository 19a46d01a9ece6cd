import { audioDevices, type AudioDevice } from '@steno/client/browser';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchLanguages, type ServedLanguage } from '../api/languages.ts';
import { Button } from '../parts/button.tsx';
import { SelectField } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Notice } from '../parts/notice.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useConsole, useText } from '../shell/console-state.ts';
import type { SessionChoice } from '../shell/session-choice.ts';
import type { SourceKind } from '../store/stored-session.ts';
import { clockOf, useFormats } from '../parts/formats.ts';
import type { SourceChoice } from './source-choice.ts';

const kinds: readonly SourceKind[] = ['microphone', 'file', 'tab'];

/** What a source panel is given. */
export interface SourcePanelProps {
  readonly choice: SourceChoice;
  readonly onChoice: (changes: Partial<SourceChoice>) => void;
  readonly onFile: (file: File) => void;
  /** A file is being looked at. */
  readonly isLooking: boolean;
  /** A session is open: nothing can be chosen. */
  readonly isBusy: boolean;
  /** Goes up when the names of devices may have changed. */
  readonly deviceRound: number;
}

/** The choice of what is transcribed, and how. */
export function SourcePanel(props: SourcePanelProps): JSX.Element {
  const { choice, onChoice, isBusy } = props;
  const text = useText();
  const { source } = text.live;
  return (
    <fieldset class="live-source stack" disabled={isBusy}>
      <legend class="hidden-visually">{source.label}</legend>
      <div class="segmented">
        {kinds.map((kind) => (
          <label key={kind} class="segmented-item">
            <input
              type="radio"
              name="source"
              value={kind}
              checked={choice.kind === kind}
              onChange={() => {
                onChoice({ kind });
              }}
            />
            <span>{source.kinds[kind]}</span>
          </label>
        ))}
      </div>
      {choice.kind === 'microphone' ? <Devices {...props} /> : null}
      {choice.kind === 'file' ? <FileChoice {...props} /> : null}
      {choice.kind === 'tab' ? <p class="soft small">{source.tabHint}</p> : null}
      <Languages {...props} />
    </fieldset>
  );
}

function Devices({ choice, onChoice, isBusy, deviceRound }: SourcePanelProps): JSX.Element {
  const { source } = useText().live;
  const [devices, setDevices] = useState<readonly AudioDevice[]>([]);
  useEffect(() => {
    const list = (): void => {
      // An insecure page has no devices; Start says so.
      audioDevices().then(setDevices, () => undefined);
    };
    list();
    const media = (navigator as Partial<Navigator>).mediaDevices;
    media?.addEventListener('devicechange', list);
    return () => {
      media?.removeEventListener('devicechange', list);
    };
  }, [deviceRound]);
  const known = devices.filter(({ deviceId }) => deviceId !== '' && deviceId !== 'default');
  const options = [
    { value: '', label: source.defaultDevice },
    ...known.map(({ deviceId, label }, index) => ({
      value: deviceId,
      label: label || source.unnamedDevice(index + 1),
    })),
  ];
  return (
    <SelectField
      label={source.device}
      value={options.some(({ value }) => value === choice.deviceId) ? choice.deviceId : ''}
      options={options}
      isDisabled={isBusy}
      onChange={(deviceId) => {
        onChoice({ deviceId });
      }}
    />
  );
}

function FileChoice({ choice, onChoice, onFile, isLooking, isBusy }: SourcePanelProps): JSX.Element {
  const { source } = useText().live;
  const picker = useRef<HTMLInputElement>(null);
  const { file } = choice;
  return (
    <div class="stack">
      <div class="drop-zone">
        {file === undefined ? (
          <p class="soft">{isLooking ? source.looking : source.drop}</p>
        ) : (
          <p class="file-name">
            <Icon name="sessions" />
            <span dir="auto">{file.file.name}</span>
            {file.durationMs === undefined ? null : (
              <span class="soft figures small">{clockOf(file.durationMs / 1000)}</span>
            )}
          </p>
        )}
        <Button
          isDisabled={isBusy}
          onClick={() => {
            picker.current?.click();
          }}
        >
          {file === undefined ? source.chooseFile : source.otherFile}
        </Button>
        <input
          ref={picker}
          class="hidden-visually"
          type="file"
          accept="audio/*,video/*,.wav,.pcm,.raw"
          tabIndex={-1}
          aria-label={source.chooseFile}
          onChange={(event) => {
            const [chosen] = event.currentTarget.files ?? [];
            if (chosen !== undefined) onFile(chosen);
            // The same file again is a choice, too.
            event.currentTarget.value = '';
          }}
        />
      </div>
      {file?.how === 'played' ? (
        <p class="soft small">{source.played}</p>
      ) : (
        <SelectField
          label={source.pace}
          value={choice.pace}
          options={(['fast', 'real-time'] as const).map((value) => ({ value, label: source.paces[value] }))}
          isDisabled={isBusy}
          onChange={(pace) => {
            onChoice({ pace });
          }}
        />
      )}
    </div>
  );
}

function Languages({ isBusy }: SourcePanelProps): JSX.Element | null {
  const { http, keys, choice } = useConsole();
  const formats = useFormats();
  const { source } = useText().live;
  const { value: languages } = useResource((signal) => fetchLanguages(http, signal), { id: keys.key.value });
  const { language, type } = choice.value.value;
  const chosen = languages?.find((served) => served.language === language);
  const types = typesOf(chosen);
  useEffect(() => {
    if (languages === undefined) return;
    const first = languages.find(({ isDefault }) => isDefault) ?? languages[0];
    if (chosen === undefined && first !== undefined) choice.change({ language: first.language });
    if (chosen !== undefined && !types.includes(type)) choice.change({ type: 'fast' });
  }, [languages, language, type]);
  // A server that does not tell takes its default.
  if (languages === undefined) return null;
  if (languages.length === 0) return <Notice tone="warn">{source.noLanguages}</Notice>;
  return (
    <div class="live-pair">
      <SelectField
        label={source.language}
        value={chosen?.language ?? ''}
        options={languages.map((served) => ({
          value: served.language,
          label: formats.languageName(served.language),
        }))}
        isDisabled={isBusy}
        onChange={(next) => {
          choice.change({ language: next });
        }}
      />
      <SelectField
        label={source.type}
        value={type}
        options={types.map((value) => ({ value, label: source.types[value] }))}
        isDisabled={isBusy}
        onChange={(next) => {
          choice.change({ type: next });
        }}
      />
    </div>
  );
}

const knownTypes = ['fast', 'quality'] as const;

/** The ways a language is served that this page knows. */
function typesOf(served: ServedLanguage | undefined): readonly SessionChoice['type'][] {
  const types = knownTypes.filter((type) => served?.types.includes(type) === true);
  return types.length === 0 ? ['fast'] : types;
}
