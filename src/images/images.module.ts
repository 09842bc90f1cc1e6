import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RateLimitGuard } from '../auth/rate-limit.guard';
import { DatabaseModule } from '../database/database.module';
import { HubModule } from '../hub/hub.module';
import { ProcessingModule } from '../processing/processing.module';
import { ChangedImageCache } from './delivery/changed-image-cache';
import { DerivedFilesRepository } from './delivery/derived-files.repository';
import { DerivedPictures } from './delivery/derived-pictures';
import { FileSender } from './delivery/file-sender';
import { MadeFiles } from './delivery/made-files';
import { ImageBytesController } from './delivery/image-bytes.controller';
import { ImageDelivery } from './delivery/image-delivery';
import { PicturesAtHand } from './delivery/pictures-at-hand';
import { CacheClearing } from './cache-clearing';
import { CacheController } from './cache.controller';
import { ImageChanges } from './image-changes';
import { ImageContent } from './image-content';
import { ImageFilesReader } from './image-files.reader';
import { ImageHistory } from './image-history';
import { ImageList } from './image-list';
import { ImageEntity } from './image.entity';
import { ImagesController } from './images.controller';
import { ImagesReader } from './images.reader';
import { ImagesRepository } from './images.repository';
import { RememberedImages } from './remembered-images';
import { RetiredFiles } from './retired-files';
import { VisibleImages } from './visible-images';

/** What we keep: rows, bytes and their reads. */
@Module({
  imports: [TypeOrmModule.forFeature([ImageEntity]), DatabaseModule, HubModule, ProcessingModule],
  controllers: [CacheController, ImagesController, ImageBytesController],
  providers: [
    ImagesReader,
    VisibleImages,
    RememberedImages,
    ImagesRepository,
    ImageContent,
    ImageFilesReader,
    ImageChanges,
    ImageList,
    ImageHistory,
    RetiredFiles,
    CacheClearing,
    ImageDelivery,
    DerivedPictures,
    MadeFiles,
    DerivedFilesRepository,
    FileSender,
    PicturesAtHand,
    RateLimitGuard,
    ChangedImageCache,
  ],
  exports: [
    ImagesReader,
    VisibleImages,
    ImagesRepository,
    ImageContent,
    ImageFilesReader,
    ImageChanges,
    ImageList,
    ImageDelivery,
    MadeFiles,
    FileSender,
  ],
})
export class ImagesModule {}
