import { closeToast, type Toast, toasts } from '../state/toasts';
import { useStore } from '../state/use-store';
import { IconButton } from './button';
import { Icon } from './icon';

/** The notices, in two live regions: what was done waits until the reader pauses, what failed does not. */
export function Toasts() {
  const all = useStore(toasts);
  const of = (tone: Toast['tone']) =>
    all.filter((toast) => toast.tone === tone).map((toast) => <Notice key={toast.id} toast={toast} />);
  return (
    <div class="toasts">
      <div role="status">{of('good')}</div>
      <div role="alert">{of('bad')}</div>
    </div>
  );
}

function Notice({ toast }: { readonly toast: Toast }) {
  return (
    <div class={`toast toast-${toast.tone}`}>
      <Icon name={toast.tone === 'good' ? 'done' : 'warning'} />
      <p>
        {toast.text} {toast.link && <a href={toast.link.href}>{toast.link.text}</a>}
      </p>
      <IconButton name="Close" icon="close" onClick={() => closeToast(toast.id)} />
    </div>
  );
}
