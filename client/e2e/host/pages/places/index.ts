/* The camera, and a file that outlives the page. */
const files = () => wx.getFileSystemManager();

Page({
  data: { said: "" },

  begin() {
    this.setData({ said: "相机已开" });
  },

  keep() {
    wx.createCameraContext().takePhoto({
      quality: "original",
      success: ({ tempImagePath }) =>
        files().saveFile({
          tempFilePath: tempImagePath,
          success: ({ savedFilePath }) => {
            wx.setStorageSync("kept", savedFilePath);
            this.setData({ said: "已保存" });
          },
        }),
    });
  },

  read() {
    files().readFile({
      filePath: wx.getStorageSync("kept") as string,
      encoding: "base64",
      success: ({ data }) => this.setData({ said: `读到 ${(data as string).slice(0, 4)}` }),
      fail: ({ errMsg }) => this.setData({ said: errMsg }),
    });
  },
});
