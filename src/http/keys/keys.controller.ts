import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ManageKeys } from '../../workflows/manage-keys.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { SecretAnswer } from '../idempotency/secret-answer.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { created } from '../requests/created.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import { CreatedKeyDto, CreateKeyDto, KeyListDto } from './key.dto.js';
import { toKeyDto, toKeyRequest } from './key.mapper.js';

@ApiTags('keys')
@Controller('api/v1/keys')
@Needs('admin')
export class KeysController {
  constructor(@Inject(ManageKeys) private readonly keys: ManageKeys) {}

  /** Makes a key. Its secret is in this answer and nowhere else. */
  @Post()
  @SecretAnswer()
  @ApiProblems(400, 401, 403, 415, 422)
  async create(
    @Body() body: CreateKeyDto,
    @OwnerId() ownerId: string,
    @Req() request: Request,
  ): Promise<CreatedKeyDto> {
    const { key, token } = await this.keys.create(toKeyRequest(body, ownerId));
    created(request, `/api/v1/keys/${key.id}`);
    return { ...toKeyDto(key), token };
  }

  /** All keys, without their secrets. */
  @Get()
  @ApiProblems(401, 403)
  async list(): Promise<KeyListDto> {
    return { items: (await this.keys.list()).map(toKeyDto) };
  }

  /** Revokes a key; it stops working at once. */
  @Delete(':id')
  @HttpCode(204)
  @ApiProblems(401, 403, 404)
  revoke(@Param('id', RecordIdPipe) id: string): Promise<void> {
    return this.keys.revoke(id);
  }
}
