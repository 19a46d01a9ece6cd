"""Holds the conversation of the API's first page with the library `websockets`.

Usage: python-websockets.py URL KEY PCM_FILE CHUNK_SECONDS
Prints one JSON object a line: each message with the number of chunks sent before it, then the close code.
"""
import asyncio
import json
import sys

import websockets


async def main(url, key, pcm_file, pause_seconds):
    with open(pcm_file, "rb") as file:
        audio = file.read()
    chunks = [audio[at : at + 3200] for at in range(0, len(audio), 3200)]
    sent = 0
    async with websockets.connect(url, extra_headers={"Authorization": key}) as socket:

        async def read():
            try:
                while True:
                    message = await socket.recv()
                    print(json.dumps({"sent": sent, "message": json.loads(message)}), flush=True)
            except websockets.ConnectionClosed as closed:
                print(json.dumps({"code": closed.rcvd.code if closed.rcvd else None}), flush=True)

        reader = asyncio.ensure_future(read())
        for chunk in chunks:
            await socket.send(chunk)
            sent += 1
            await asyncio.sleep(pause_seconds)
        await socket.close()
        await reader


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
