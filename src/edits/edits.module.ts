import { Module } from '@nestjs/common';
import { GenerationModule } from '../generation/generation.module';
import { ImagesModule } from '../images/images.module';
import { EditComposer } from './edit-composer';
import { EditFitness } from './edit-fitness';
import { EditReader } from './edit-reader';
import { EditsController } from './edits.controller';
import { PictureEdits } from './picture-edits';
import { UploadedMask } from './uploaded-mask';

/** Style, repaint and enlargement of stored pictures. */
@Module({
  imports: [GenerationModule, ImagesModule],
  controllers: [EditsController],
  providers: [EditFitness, EditReader, UploadedMask, EditComposer, PictureEdits],
})
export class EditsModule {}
