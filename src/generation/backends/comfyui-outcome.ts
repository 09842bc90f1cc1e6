import type { ImageServiceError } from '../../common/errors';
import { failureNamed } from './backend-failures';
import { BackendUnavailableError } from './image-backend';
import { PICTURE_NODE } from './comfyui-workflow';
import { isWord, listed, member, within } from './untrusted-answer';

/**
 * The path of the picture that a finished workflow made.
 * @param entry its entry in the history
 * @throws what went wrong, in our terms
 */
export function picturePathIn(entry: unknown): string {
  if (within(entry, 'status', 'status_str') === 'error') throw failureIn(entry);
  const [image] = listed(within(entry, 'outputs', PICTURE_NODE, 'images'));
  const filename = member(image, 'filename');
  // Before 2026-07 a workflow taken from the node cache could end without outputs.
  if (!isWord(filename)) throw new BackendUnavailableError('answered without a picture');
  const subfolder = member(image, 'subfolder');
  const type = member(image, 'type');
  const query = new URLSearchParams({
    filename,
    subfolder: isWord(subfolder) ? subfolder : '',
    type: isWord(type) ? type : 'output',
  });
  return `/view?${query.toString()}`;
}

/** Messages are pairs of a word and what there is to say of it. */
function failureIn(entry: unknown): ImageServiceError {
  const messages = listed(within(entry, 'status', 'messages')).map((message) => listed(message));
  if (messages.some(([word]) => word === 'execution_interrupted')) {
    return new BackendUnavailableError('was interrupted in the middle of the picture');
  }
  const told = messages.find(([word]) => word === 'execution_error')?.[1];
  const words = ['exception_type', 'exception_message']
    .map((field) => member(told, field))
    .filter((word) => isWord(word));
  return failureNamed(words.join(' ')) ?? new BackendUnavailableError('failed in the middle of the picture');
}
