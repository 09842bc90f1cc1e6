import { BackendsPage } from './backends-page';
import { ComparePage } from './compare-page';
import { JobsPage } from './jobs-page';
import { MakePage } from './make-page';
import type { Page } from './page';
import { PicturePage } from './picture-page';
import { PicturesPage } from './pictures-page';
import { SessionPage } from './session-page';

/** Every page, in the order of the menu. The first one is where the gallery begins. */
export const PAGES: readonly Page[] = [
  { name: 'pictures', title: 'Pictures', icon: 'pictures', View: PicturesPage },
  { name: 'jobs', title: 'Jobs', icon: 'jobs', View: JobsPage },
  { name: 'make', title: 'Make', icon: 'add', View: MakePage },
  { name: 'backends', title: 'Backends', icon: 'backends', View: BackendsPage },
  { name: 'images', title: 'Picture', under: 'pictures', View: PicturePage },
  { name: 'compare', title: 'Versions', under: 'pictures', View: ComparePage },
  { name: 'session', title: 'Your token', View: SessionPage },
];
