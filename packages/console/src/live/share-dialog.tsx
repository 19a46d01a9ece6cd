import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { endSharing, type Share, shareSession } from '../api/share.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { SelectField } from '../parts/field.tsx';
import { useFormats } from '../parts/formats.ts';
import { Notice } from '../parts/notice.tsx';
import { sayError } from '../parts/states.tsx';
import { useConsole, useText } from '../shell/console-state.ts';
import { hashOf } from '../shell/routes.ts';

const lifetimes = ['1', '4', '12', '24'] as const;
const secondsPerHour = 3600;

/** Makes and ends links to the live captions of a session. */
export function ShareDialog(props: {
  /** The server's name of the session; undefined while none is live. */
  readonly serverId: string | undefined;
  readonly onClose: () => void;
}): JSX.Element {
  const { serverId, onClose } = props;
  const text = useText();
  const { share: words } = text.live;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p class="soft">{words.lead}</p>
      {serverId === undefined ? <Notice tone="plain">{words.notYet}</Notice> : <Links serverId={serverId} />}
      <div class="dialog-actions">
        <Button onClick={onClose}>{text.close}</Button>
      </div>
    </Dialog>
  );
}

function Links({ serverId }: { readonly serverId: string }): JSX.Element {
  const { http, baseUrl } = useConsole();
  const text = useText();
  const { share: words } = text.live;
  const formats = useFormats();
  const [hours, setHours] = useState<(typeof lifetimes)[number]>('4');
  const [share, setShare] = useState<Share | undefined>(undefined);
  const [problem, setProblem] = useState<unknown>(undefined);
  const [isEnded, setEnded] = useState(false);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(error);
    }
  };
  const make = async (): Promise<void> => {
    setShare(await shareSession(http, serverId, Number(hours) * secondsPerHour));
    setEnded(false);
  };
  const end = async (): Promise<void> => {
    await endSharing(http, serverId);
    setShare(undefined);
    setEnded(true);
  };
  const link = (name: 'watch' | 'captions'): string =>
    `${baseUrl}${hashOf({ name, id: serverId })}?token=${encodeURIComponent(share?.token ?? '')}`;
  return (
    <>
      {problem === undefined ? null : <Notice tone="bad">{sayError(problem, text)}</Notice>}
      {isEnded ? <Notice tone="good">{words.ended}</Notice> : null}
      {share === undefined ? (
        <div class="share-make">
          <SelectField
            label={words.lasts}
            value={hours}
            options={lifetimes.map((value) => ({ value, label: words.hours(Number(value)) }))}
            onChange={setHours}
          />
          <Button look="main" onClick={() => void run(make)}>
            {words.make}
          </Button>
        </div>
      ) : (
        <>
          <LinkField label={words.link} value={link('watch')} copy={words.copy} />
          <LinkField label={words.obs} value={link('captions')} copy={words.copyObs} />
          <p class="small soft">{words.until(formats.dateTime(share.expiresAt.toISOString()))}</p>
          <div class="row">
            <Button look="danger" onClick={() => void run(end)}>
              {words.end}
            </Button>
          </div>
        </>
      )}
    </>
  );
}

function LinkField({
  label,
  value,
  copy,
}: {
  readonly label: string;
  readonly value: string;
  readonly copy: string;
}): JSX.Element {
  return (
    <div class="share-link">
      <label class="field">
        <span class="field-label">{label}</span>
        <input
          class="field-input code"
          readOnly
          value={value}
          onFocus={(event) => {
            event.currentTarget.select();
          }}
        />
      </label>
      <CopyButton value={() => value} label={copy} />
    </div>
  );
}
