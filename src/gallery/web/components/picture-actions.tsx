import { useState } from 'preact/hooks';
import type { Image } from '../api/api-types';
import { deleteImage } from '../api/images';
import { allows } from '../state/claims';
import { titleOf } from '../state/image-words';
import { go } from '../state/route';
import { session } from '../state/session';
import { tell, tellFailure } from '../state/toasts';
import { forgetListed, lastListHash } from '../state/use-image-list';
import { useStore } from '../state/use-store';
import { Button } from './button';
import { ConfirmDialog } from './dialog';
import { RegenerateDialog } from './regenerate-dialog';

/** What can be done with a picture, as far as the token allows. */
export function PictureActions({ image }: { readonly image: Image }) {
  const who = useStore(session);
  const [open, setOpen] = useState<'delete' | 'again'>();
  if (who.state === 'out') return null;
  const close = (): void => setOpen(undefined);
  return (
    <div class="actions">
      {image.kind === 'portrait' && allows(who.claims, 'create') && (
        <Button icon="again" onClick={() => setOpen('again')}>
          Make it again
        </Button>
      )}
      {allows(who.claims, 'delete') && (
        <Button icon="trash" tone="danger" onClick={() => setOpen('delete')}>
          Delete
        </Button>
      )}
      {open === 'delete' && <DeleteDialog image={image} onClose={close} />}
      {open === 'again' && <RegenerateDialog image={image} onClose={close} />}
    </div>
  );
}

function DeleteDialog({ image, onClose }: { readonly image: Image; readonly onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await deleteImage(image.id, image.kind);
      forgetListed(image.id);
      tell(`${titleOf(image)} was deleted.`);
      go(lastListHash());
    } catch (thrown) {
      tellFailure(thrown);
      onClose();
    }
  };
  return (
    <ConfirmDialog
      title={`Delete this ${image.kind}?`}
      action="Delete it"
      isBusy={isBusy}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <p>
        <strong>{titleOf(image)}</strong> goes with all its files, here and for everyone who uses it. This cannot be
        taken back. Other versions stay.
      </p>
    </ConfirmDialog>
  );
}
