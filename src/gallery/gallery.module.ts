import { Module } from '@nestjs/common';
import { GalleryFiles } from './gallery-files';
import { GalleryController } from './gallery.controller';

/** The page for people, at `/`. What it is made of: `src/gallery/web`. */
@Module({ controllers: [GalleryController], providers: [GalleryFiles] })
export class GalleryModule {}
