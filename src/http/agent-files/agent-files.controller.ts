import { Controller, Get, Inject, Req, type StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Needs } from '../auth/needs.js';
import { HttpOptions } from '../http-options.js';
import { bytesAnswer } from '../requests/binary-answer.js';
import { Produces } from '../requests/produces.js';
import { AGENT_FILES, type AgentFile, originOf, readAgentFile } from './agent-files.js';

/** Programs for the PC at the microscope. They hold no secret, so everybody may have them; no part of the API. */
@ApiExcludeController()
@Controller('agent')
@Needs('nothing')
export class AgentFilesController {
  constructor(@Inject(HttpOptions) private readonly options: HttpOptions) {}

  @Get('kaimen_upload.py')
  @Produces('text/x-python')
  python(@Req() request: Request): Promise<StreamableFile> {
    return this.file('kaimen_upload.py', request);
  }

  @Get('kaimen-agent.mjs')
  @Produces('text/javascript')
  node(@Req() request: Request): Promise<StreamableFile> {
    return this.file('kaimen-agent.mjs', request);
  }

  private async file(name: AgentFile, request: Request): Promise<StreamableFile> {
    const text = await readAgentFile(this.options.agentRoot, name, originOf(request));
    // The same address has another content under another name of this host.
    request.res!.set({ 'Cache-Control': 'no-store', Vary: 'Host' });
    return bytesAnswer(Buffer.from(text), { type: AGENT_FILES[name], fileName: name });
  }
}
