"""Holds the conversation of the API's first page with the library `websocket-client`, one thread for each direction.

Usage: python-websocket-client.py URL KEY PCM_FILE CHUNK_SECONDS
Prints one JSON object a line: each message with the number of chunks sent before it, then the close code.
"""
import json
import struct
import sys
import threading
import time

import websocket

url, key, pcm_file, pause_seconds = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
with open(pcm_file, "rb") as file:
    audio = file.read()
chunks = [audio[at : at + 3200] for at in range(0, len(audio), 3200)]
sent = 0
socket = websocket.create_connection(url, header=["Authorization: Bearer " + key], timeout=20)


def read():
    while True:
        opcode, content = socket.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            print(json.dumps({"code": struct.unpack("!H", content[:2])[0]}), flush=True)
            return
        print(json.dumps({"sent": sent, "message": json.loads(content)}), flush=True)


reader = threading.Thread(target=read)
reader.start()
for chunk in chunks:
    socket.send_binary(chunk)
    sent += 1
    time.sleep(pause_seconds)
socket.send_close()
reader.join()
socket.shutdown()
