import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ImageContent } from './image-content';
import { ImageFilesReader } from './image-files.reader';
import { ImageEntity } from './image.entity';
import { ImagesController } from './images.controller';
import { ImagesReader } from './images.reader';
import { ImagesRepository } from './images.repository';
import { VisibleImages } from './visible-images';

/** What we keep: rows, bytes and their reads. */
@Module({
  imports: [TypeOrmModule.forFeature([ImageEntity])],
  controllers: [ImagesController],
  providers: [ImagesReader, VisibleImages, ImagesRepository, ImageContent, ImageFilesReader],
  exports: [ImagesReader, VisibleImages, ImagesRepository, ImageContent, ImageFilesReader],
})
export class ImagesModule {}
