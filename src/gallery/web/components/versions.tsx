import type { Image } from '../api/api-types';
import { readHistory } from '../api/images';
import { timeText } from '../state/image-words';
import { hashOf } from '../state/route';
import { useLoaded } from '../state/use-loaded';
import { ErrorState, Loading } from './states';
import { Thumb } from './thumb';

/** Every version of a picture; each can be opened, or laid beside the one that is shown. */
export function Versions({ image }: { readonly image: Image }) {
  const [history, again] = useLoaded((signal) => readHistory(image.id, signal), image.id);
  if (history.state === 'loading') return <Loading label="Loading the versions" />;
  if (history.state === 'failed') return <ErrorState error={history.error} onRetry={again} />;
  if (history.value.length < 2) return <p class="quiet">This is the only version.</p>;
  return (
    <ol class="versions">
      {history.value.map((version) => (
        <Version key={version.id} {...{ version, image }} />
      ))}
    </ol>
  );
}

function Version({ version, image }: { readonly version: Image; readonly image: Image }) {
  const isShown = version.id === image.id;
  const made = timeText(version.created_at);
  return (
    <li>
      <a href={hashOf(['images', version.id])} aria-current={isShown ? 'true' : undefined}>
        <Thumb image={version} width={72} alt="" />
        <span>
          <strong>{version.status === 'active' ? 'Current' : 'Earlier'}</strong>
          <span>{made}</span>
        </span>
      </a>
      {!isShown && (
        <a class="version-compare" href={hashOf(['compare', image.id, version.id])} aria-label={`Compare with ${made}`}>
          Compare
        </a>
      )}
    </li>
  );
}
