import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Reference of P6: the usual handler, `response.send(buffer)`, for everybody. Plain JavaScript: decorators are calls. */
const { files } = JSON.parse(process.argv[2] ?? '{}');
const bodies = new Map(Object.entries(files).map(([path, file]) => [path, readFileSync(file)]));

class PictureController {
  picture(request, response) {
    response.type('image/webp').send(bodies.get(request.path));
  }
}
const handler = Object.getOwnPropertyDescriptor(PictureController.prototype, 'picture');
Req()(PictureController.prototype, 'picture', 0);
Res()(PictureController.prototype, 'picture', 1);
Get([...bodies.keys()])(PictureController.prototype, 'picture', handler);
Controller()(PictureController);

class PictureModule {}
Module({ controllers: [PictureController] })(PictureModule);

let app;
process.on('disconnect', () => process.exit());
process.on('message', async () => {
  app ??= await NestFactory.create(PictureModule, { logger: false }).then((made) =>
    made.listen(0, '127.0.0.1').then(() => made),
  );
  process.send({ url: `http://127.0.0.1:${app.getHttpServer().address().port}` });
});
