import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Req,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ManageWebhooks } from '../../workflows/pipelines/manage-webhooks.js';
import { Needs } from '../auth/needs.js';
import { OwnerId } from '../auth/principal.js';
import { SecretAnswer } from '../idempotency/secret-answer.js';
import { ApiProblems } from '../openapi/api-problems.js';
import { created } from '../requests/created.js';
import { PageQueryDto } from '../requests/page-query.dto.js';
import { RecordIdPipe } from '../requests/record-id.pipe.js';
import {
  DeliveryDto,
  DeliveryListDto,
  SaveWebhookDto,
  WebhookDto,
  WebhookListDto,
  WebhookWithSecretDto,
} from './webhook.dto.js';
import { toDeliveryDto, toWebhookDto, toWebhookRequest, toWebhookWithSecretDto } from './webhook.mapper.js';

@ApiTags('pipelines')
@Controller('api/v1/webhooks')
@Needs('analyses:write')
export class WebhooksController {
  constructor(@Inject(ManageWebhooks) private readonly webhooks: ManageWebhooks) {}

  /** Sends events to this address from now on, as Standard Webhooks says. The secret is shown this once. */
  @Post()
  @SecretAnswer()
  @ApiProblems(400, 401, 403, 406, 415, 422)
  async create(
    @OwnerId() ownerId: string,
    @Body() body: SaveWebhookDto,
    @Req() request: Request,
  ): Promise<WebhookWithSecretDto> {
    const webhook = await this.webhooks.create(ownerId, toWebhookRequest(body));
    created(request, `/api/v1/webhooks/${webhook.id}`);
    return toWebhookWithSecretDto(webhook);
  }

  @Get()
  @ApiProblems(401, 403, 406)
  async list(@OwnerId() ownerId: string): Promise<WebhookListDto> {
    return { items: (await this.webhooks.list(ownerId)).map(toWebhookDto) };
  }

  @Get(':id')
  @ApiProblems(401, 403, 404, 406)
  async show(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<WebhookDto> {
    return toWebhookDto(await this.webhooks.find(ownerId, id));
  }

  /** Its secret stays. Enabled again, it gets what waited when it was disabled, not what happened since: GET /events has that. */
  @Put(':id')
  @ApiProblems(400, 401, 403, 404, 406, 415, 422)
  async replace(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Body() body: SaveWebhookDto,
  ): Promise<WebhookDto> {
    return toWebhookDto(await this.webhooks.replace(ownerId, id, toWebhookRequest(body)));
  }

  /** With the record of its deliveries. */
  @Delete(':id')
  @HttpCode(204)
  @ApiProblems(401, 403, 404)
  remove(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<void> {
    return this.webhooks.remove(ownerId, id);
  }

  /** Another secret, shown this once; for a day messages are signed with both. */
  @Post(':id/rotate')
  @SecretAnswer()
  @HttpCode(200)
  @ApiProblems(401, 403, 404, 406)
  async rotate(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
  ): Promise<WebhookWithSecretDto> {
    return toWebhookWithSecretDto(await this.webhooks.rotate(ownerId, id));
  }

  /** Sends a message of type `webhook.ping`. */
  @Post(':id/ping')
  @HttpCode(202)
  @ApiProblems(401, 403, 404, 406)
  async ping(@OwnerId() ownerId: string, @Param('id', RecordIdPipe) id: string): Promise<DeliveryDto> {
    return toDeliveryDto(await this.webhooks.ping(ownerId, id));
  }

  /** What was sent and what came back, newest first; kept for 30 days. */
  @Get(':id/deliveries')
  @ApiProblems(400, 401, 403, 404, 406)
  async deliveries(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Query() query: PageQueryDto,
  ): Promise<DeliveryListDto> {
    const page = PageQueryDto.toPageRequest(query);
    const { items, nextCursor } = await this.webhooks.deliveries(ownerId, id, page);
    return { items: items.map(toDeliveryDto), nextCursor };
  }

  /** Sends the same message again. */
  @Post(':id/deliveries/:deliveryId/redeliver')
  @HttpCode(202)
  @ApiProblems(401, 403, 404, 406)
  async redeliver(
    @OwnerId() ownerId: string,
    @Param('id', RecordIdPipe) id: string,
    @Param('deliveryId', RecordIdPipe) deliveryId: string,
  ): Promise<DeliveryDto> {
    return toDeliveryDto(await this.webhooks.sendAgain(ownerId, id, deliveryId));
  }
}
