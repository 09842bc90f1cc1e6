import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PictureKinds } from '../generation/picture-kind';
import { SourceMaterial } from '../generation/work/source-material';
import { ImageContent } from '../images/image-content';
import { EditComposer } from './edit-composer';
import { EditedKind } from './edited-kind';

/** Introduces the edits: every kind of picture can be edited, and none knows how. */
@Injectable()
export class PictureEdits implements OnModuleInit {
  constructor(
    private readonly kinds: PictureKinds,
    private readonly composer: EditComposer,
    private readonly content: ImageContent,
    private readonly material: SourceMaterial,
  ) {}

  onModuleInit(): void {
    const { composer, content, material } = this;
    this.kinds.registerEdits((kind, job) => new EditedKind(kind, job, { composer, content, material }));
  }
}
