#!/usr/bin/env python3
"""Makes the demo's video of the requirements: video.py OUT.webm [SCENES]

Scenes are drawn as SVG, one line figure and one caption each, no people; vips renders them, vpxenc
(vpx-tools) encodes VP8, which every browser plays. A site publishes a film of its own instead.
SCENES: how many, for tests that watch them; all.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

WIDTH, HEIGHT = 540, 960
RATE = 10  # frames a second
FRAMES = 12  # of a scene

INK, BLUE, RED, PAPER = "#1d3557", "#5aa9e6", "#d1495b", "#f4f9fd"

# Figures stand in a square of 300 around 0, 0.
HEAD = ('<path d="M-62,-50 a62,74 0 1 0 124,0 a62,74 0 1 0 -124,0 z"/>'
        '<path d="M-24,22 v26 c0,18 -96,20 -104,92 h256 c-8,-72 -104,-74 -104,-92 v-26"/>')
EYES = (f'<g fill="{INK}" stroke="none"><circle cx="-27" cy="-52" r="9"/><circle cx="27" cy="-52" r="9"/></g>'
        '<path d="M-16,-6 c10,6 22,6 32,0"/>')
HAIR = '<path d="M-62,-62 c0,-90 124,-90 124,0 c-20,-36 -104,-36 -124,0"/>'
CROSS = f'<path d="M-120,-140 L120,130" stroke="{RED}" stroke-width="12"/>'
BACK = '<rect x="-62" y="-120" width="124" height="240" rx="18"/>'
PHONE = BACK + '<path d="M-14,-102 h28"/>'

SCENES = (
    ("拍摄要求", "请完整观看", PHONE + '<path d="M-22,-34 L38,0 L-22,34 z"/>'),
    ("面向窗户，自然光拍摄", "不要在灯光下拍摄",
     '<rect x="-140" y="-130" width="110" height="170"/><path d="M-85,-130 v170 M-140,-45 h110"/>'
     f'<g stroke="{BLUE}"><path d="M-14,-90 h40 M-14,-45 h40 M-14,0 h40"/></g>'
     f'<g transform="translate(95,30) scale(.62)">{HEAD}{EYES}</g>'),
    ("只允许使用后置摄像头", "拍摄后会显示照片预览",
     BACK + f'<circle cx="-30" cy="-76" r="18" stroke="{BLUE}"/>'
     f'<circle cx="-30" cy="-76" r="6" fill="{BLUE}" stroke="none"/>'),
    ("站姿端正，双眼平视", "左右肩膀平衡，嘴唇自然闭合",
     HEAD + EYES + f'<path d="M-140,-52 h60 M80,-52 h60 M-140,100 h280" stroke="{BLUE}" '
     'stroke-dasharray="12 10"/>'),
    ("头发扎起，放在肩膀后", "不得遮挡眉毛、眼睛和耳朵", HEAD + EYES + HAIR),
    ("不得佩戴耳环、项链", "眼镜不能有反光",
     HEAD + EYES + f'<g stroke="{RED}"><circle cx="-70" cy="-14" r="9"/><circle cx="70" cy="-14" r="9"/>'
     '<path d="M-44,62 c10,40 78,40 88,0"/></g>'),
    ("穿与天蓝色分明的上衣", "建议穿白衬衣，不得穿着蓝色上衣",
     '<path d="M-50,-110 L-130,-60 L-104,0 L-76,-16 V120 H76 V-16 L104,0 L130,-60 L50,-110 '
     'L0,-64 z"/><path d="M0,-64 V120"/>'),
    ("严禁翻拍，严禁美颜", "违规账号将被锁定",
     PHONE + f'<g transform="translate(0,10) scale(.36)">{HEAD}{EYES}</g>' + CROSS),
    ("人像放在取景框内", "水平居中，左右对称",
     f'<rect x="-120" y="-150" width="240" height="310" stroke="{BLUE}" stroke-dasharray="16 10"/>'
     f'<g transform="translate(0,8) scale(.82)">{HEAD}{EYES}</g>'),
)


def draw(number, title, line, figure):
    dots = "".join(
        f'<circle cx="{WIDTH / 2 + 26 * (i - (len(SCENES) - 1) / 2)}" cy="890" r="6" '
        f'fill="{INK if i <= number else "#c5d9e8"}"/>' for i in range(len(SCENES)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<circle cx="{WIDTH / 2}" cy="370" r="220" fill="#fff"/>'
        f'<g transform="translate({WIDTH / 2},370)" fill="none" stroke="{INK}" stroke-width="8" '
        f'stroke-linecap="round" stroke-linejoin="round">{figure}</g>'
        f'<g font-family="WenQuanYi Micro Hei" text-anchor="middle" fill="{INK}">'
        f'<text x="{WIDTH / 2}" y="700" font-size="46">{title}</text>'
        f'<text x="{WIDTH / 2}" y="764" font-size="30" fill="#4a6781">{line}</text></g>{dots}</svg>')


class Planes(dict):
    """Luma and chroma of a colour by its three bytes: BT.601, studio range."""

    def __missing__(self, rgb):
        r, g, b = rgb
        value = self[rgb] = (
            round(16 + (65.738 * r + 129.057 * g + 25.064 * b) / 256),
            round(128 + (-37.945 * r - 74.494 * g + 112.439 * b) / 256),
            round(128 + (112.439 * r - 94.154 * g - 18.285 * b) / 256))
        return value


def to_yuv(rgb, planes):
    pixels = [planes[rgb[i:i + 3]] for i in range(0, len(rgb), 3)]
    halves = [pixels[y * WIDTH + x] for y in range(0, HEIGHT, 2) for x in range(0, WIDTH, 2)]
    return bytes(p[0] for p in pixels) + bytes(p[1] for p in halves) + bytes(p[2] for p in halves)


def render(folder, number, scene):
    svg, raw = folder / f"{number}.svg", folder / f"{number}.ppm"
    svg.write_text(draw(number, *scene), encoding="utf-8")
    subprocess.run(["vips", "extract_band", svg, raw, "0", "--n", "3"], check=True)
    return raw.read_bytes()[-WIDTH * HEIGHT * 3:]


def main():
    out = Path(sys.argv[1])
    scenes = SCENES[:int(sys.argv[2])] if len(sys.argv) > 2 else SCENES
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_suffix(".part")
    planes = Planes()
    with tempfile.TemporaryDirectory() as name:
        frames = [to_yuv(render(Path(name), i, scene), planes) for i, scene in enumerate(scenes)]
    encoder = subprocess.Popen(
        ["vpxenc", "--quiet", "--codec=vp8", "--good", "--cpu-used=2", "--end-usage=cq",
         "--cq-level=16", "--min-q=4", "--max-q=40", "--target-bitrate=600",
         f"--kf-max-dist={FRAMES}", "--webm", "-o", part, "-"], stdin=subprocess.PIPE)
    encoder.stdin.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420\n".encode())
    for frame in frames:
        for _ in range(FRAMES):
            encoder.stdin.write(b"FRAME\n" + frame)
    encoder.stdin.close()
    if encoder.wait():
        sys.exit("vpxenc failed")
    part.rename(out)


if __name__ == "__main__":
    main()
