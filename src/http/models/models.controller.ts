import { Controller, Get, Inject, Param, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ReadModels } from '../../workflows/models/read-models.js';
import { Needs } from '../auth/needs.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { Produces } from '../requests/produces.js';
import { ModelDto, ModelListDto } from './model.dto.js';
import { toModelDto, toModelListDto } from './model.mapper.js';
import { modelFileAnswer } from './model-file-answer.js';

@ApiTags('models')
@Controller('api/v1/models')
@Needs('analyses:read')
export class ModelsController {
  constructor(@Inject(ReadModels) private readonly models: ReadModels) {}

  /** Networks that are served, and folders that were refused with the reason. */
  @Get()
  @ApiProblems(401, 403, 406)
  async list(): Promise<ModelListDto> {
    return toModelListDto(await this.models.list());
  }

  /** One: its manifest, its card, how it was evaluated. */
  @Get(':task/:version')
  @ApiProblems(401, 403, 404, 406, 422)
  async show(@Param('task') task: string, @Param('version') version: string): Promise<ModelDto> {
    return toModelDto(await this.models.show(task, version));
  }

  /** A file of it, as the manifest names it: model.onnx, references.json, …; manifest.json itself. */
  @Get(':task/:version/files/:name')
  @Produces('application/octet-stream', 'application/json', 'text/markdown')
  @ApiOkResponse({
    description: 'the file, as an attachment',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblems(401, 403, 404, 406, 422)
  async download(
    @Param('task') task: string,
    @Param('version') version: string,
    @Param('name') name: string,
  ): Promise<StreamableFile> {
    return modelFileAnswer(await this.models.file(task, version, name));
  }
}
