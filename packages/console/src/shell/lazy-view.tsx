import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { EmptyState, LoadingState } from '../parts/states.tsx';
import { useText } from './console-state.ts';

/** Fetches the code of a view. */
export type ViewLoader<Props> = () => Promise<ComponentType<Props>>;

type Fetched<Props> = { readonly view: ComponentType<Props> } | 'failed' | undefined;

/** Draws a view whose code comes when it is first wanted. */
export function LazyView<Props extends object>({
  load,
  props,
}: {
  readonly load: ViewLoader<Props>;
  readonly props: Props;
}): JSX.Element {
  const [fetched, setFetched] = useState<Fetched<Props>>(undefined);
  const text = useText();
  useEffect(() => {
    let isWanted = true;
    load().then(
      (view) => {
        if (isWanted) setFetched({ view });
      },
      () => {
        if (isWanted) setFetched('failed');
      },
    );
    return () => {
      isWanted = false;
    };
  }, [load]);
  if (fetched === undefined) return <LoadingState />;
  if (fetched === 'failed') {
    // After an update of the server the old files are gone; the page itself knows the new ones.
    return (
      <EmptyState icon="warning" title={text.errors.viewMissing}>
        <Button
          onClick={() => {
            globalThis.location.reload();
          }}
        >
          {text.errors.reloadPage}
        </Button>
      </EmptyState>
    );
  }
  const View = fetched.view;
  return <View {...props} />;
}
