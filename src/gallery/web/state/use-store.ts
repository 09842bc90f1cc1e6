import { useEffect, useState } from 'preact/hooks';
import type { Store } from '../store';

/** The value of a store; the component is drawn again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(() => store.get());
  useEffect(() => {
    const read = (): void => setValue(() => store.get());
    // It may have changed between the first drawing and now.
    read();
    return store.subscribe(read);
  }, [store]);
  return value;
}
